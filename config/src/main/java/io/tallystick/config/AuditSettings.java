package io.tallystick.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the event log.
 *
 * @param directory where the segment files are
 * @param pollInterval longest time between two looks for new events, where no message wakes it
 * @param maxBuffered most refused attempts kept while the database is away
 * @param origin the log's name in its checkpoints, which are signed in that name
 * @param checkpointInterval time between two checkpoints, where anything has been written
 * @param console whether the events also go to standard output, through the logger {@code
 *     tallystick.audit}
 */
public record AuditSettings(
    Path directory,
    Duration pollInterval,
    int maxBuffered,
    String origin,
    Duration checkpointInterval,
    boolean console) {

  public AuditSettings {
    Keys.AUDIT_POLL_INTERVAL.check(pollInterval);
    Keys.AUDIT_MAX_BUFFERED.check(maxBuffered);
    Keys.AUDIT_ORIGIN.check(origin);
    Keys.AUDIT_CHECKPOINT_INTERVAL.check(checkpointInterval);
  }
}
