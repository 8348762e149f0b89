package io.tallystick.eventlog;

import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.note.SignedCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Event logs without a service around them. */
public final class Logs {

  private Logs() {}

  /** Opens a log with a key of its own. */
  public static EventLog open(Path directory, String origin) throws IOException {
    return EventLog.open(directory, origin, null);
  }

  /** Leaves a signed checkpoint over all lines, unless there is one already, or they diverge. */
  public static void sign(EventLog log) throws IOException {
    Optional<SignedCheckpoint> prepared = log.tree().prepare();
    if (prepared.isPresent()) {
      log.tree().publish(prepared.get());
    }
  }
}
