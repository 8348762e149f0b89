package io.tallystick.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the event log.
 *
 * @param directory where the segment files are
 * @param pollInterval longest time between two looks for new events, where no message wakes it
 * @param maxBuffered most refused attempts kept while the database is away
 * @param origin the log's name in its checkpoints, which are signed in that name
 * @param checkpointInterval time between two checkpoints, where anything has been written
 * @param checkpointEvents events after which a checkpoint is made, even before its time
 * @param keyFile of the key that signs checkpoints; null for one in the directory
 * @param compressAfter time from the last event of a full segment until it is compressed
 * @param retention time from the last event of a full segment until its file is removed; null for
 *     ever
 * @param maxLag most events that may be committed and not in the files, before no more tokens are
 *     issued
 * @param maxRefusals most refused attempts of a peer in a minute that have an event of their own
 * @param console whether the events also go to standard output, through the logger {@code
 *     tallystick.audit}
 */
public record AuditSettings(
    Path directory,
    Duration pollInterval,
    int maxBuffered,
    String origin,
    Duration checkpointInterval,
    int checkpointEvents,
    @Nullable Path keyFile,
    Duration compressAfter,
    @Nullable Duration retention,
    int maxLag,
    int maxRefusals,
    boolean console) {

  public AuditSettings {
    Keys.AUDIT_POLL_INTERVAL.check(pollInterval);
    Keys.AUDIT_MAX_BUFFERED.check(maxBuffered);
    Keys.AUDIT_ORIGIN.check(origin);
    Keys.AUDIT_CHECKPOINT_INTERVAL.check(checkpointInterval);
    Keys.AUDIT_CHECKPOINT_EVENTS.check(checkpointEvents);
    Keys.AUDIT_COMPRESS_AFTER.check(compressAfter);
    if (retention != null) {
      Keys.AUDIT_RETENTION.check(retention);
    }
    Keys.AUDIT_MAX_LAG.check(maxLag);
    Keys.AUDIT_MAX_REFUSALS.check(maxRefusals);
  }
}
