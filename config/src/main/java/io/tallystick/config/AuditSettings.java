package io.tallystick.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the event log.
 *
 * @param directory where the segment files are
 * @param pollInterval longest time between two looks for new events, where no message wakes it
 * @param maxBuffered most refused attempts kept while the database is away
 * @param console whether the events also go to standard output, through the logger {@code
 *     tallystick.audit}
 */
public record AuditSettings(
    Path directory, Duration pollInterval, int maxBuffered, boolean console) {

  public AuditSettings {
    Keys.AUDIT_POLL_INTERVAL.check(pollInterval);
    Keys.AUDIT_MAX_BUFFERED.check(maxBuffered);
  }
}
