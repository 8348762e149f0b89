package io.tallystick.eventlog.review;

import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.segment.SegmentEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The time of a checkpoint's last line. A checkpoint has no date of its own: that of its last line
 * is signed with it, and the checkpoint cannot be older.
 */
final class LineDate {

  private LineDate() {}

  /** The time in a line; empty if it has none. */
  static Optional<Instant> of(byte[] line) {
    try {
      return Optional.of(Instant.ofEpochMilli(SegmentEnd.timeMillis(line)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** How the last line is called in a sentence, after the number of lines. */
  static String inWords(Optional<Instant> date) {
    return date.map(", the last one at %s"::formatted).orElse("");
  }

  /** The time of a checkpoint's last line in its log; empty if that line cannot be proved. */
  static Optional<Instant> of(Path directory, SignedCheckpoint checkpoint) {
    try {
      long last = checkpoint.checkpoint().size();
      return of(InclusionProof.of(directory, last, checkpoint).line());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
