package io.tallystick.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Event logs without a service around them. */
final class Logs {

  private Logs() {}

  /** Opens a log with a key of its own. */
  static EventLog open(Path directory, String origin) throws IOException {
    return EventLog.open(
        directory, origin, directory.resolve(LogTree.KEY), file -> file.force(false));
  }

  /** Leaves a signed checkpoint over all lines, unless there is one already, or they diverge. */
  static void sign(EventLog log) throws IOException {
    Optional<SignedCheckpoint> prepared = log.tree().prepare();
    if (prepared.isPresent()) {
      log.tree().publish(prepared.get());
    }
  }
}
