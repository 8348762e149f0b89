package io.tallystick.eventlog.note;

/**
 * What a log says about itself and signs (C2SP tlog-checkpoint).
 *
 * @param origin the name of the log
 * @param size the number of its lines
 * @param root the root of the Merkle tree over its lines
 */
public record Checkpoint(String origin, long size, RootHash root) {

  /** The text that is signed: a line each for the origin, the size, and the root in base64. */
  String text() {
    return "%s\n%d\n%s\n".formatted(origin, size, root);
  }

  /**
   * Parses the text of a checkpoint. Further lines are ignored, as the specification demands.
   *
   * @throws IllegalArgumentException if it is not the text of a checkpoint
   */
  static Checkpoint parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length < 4 || lines[0].isEmpty() || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
      throw new IllegalArgumentException(
          "a checkpoint has a line each for the name of a log, its size, and a root in base64");
    }
    return new Checkpoint(lines[0], Long.parseLong(lines[1]), RootHash.parse(lines[2]));
  }
}
