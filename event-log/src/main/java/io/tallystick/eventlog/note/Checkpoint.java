package io.tallystick.eventlog.note;

/**
 * What a log says of itself, to be signed, as the C2SP's tlog-checkpoint.md lays it down.
 *
 * @param origin the log's name
 * @param size events in it
 * @param root of the Merkle tree over their lines
 */
public record Checkpoint(String origin, long size, RootHash root) {

  /** A text whose lines are the origin, the size, the root in base64. */
  public String text() {
    return "%s\n%d\n%s\n".formatted(origin, size, root);
  }

  /**
   * Reads a checkpoint's text; further lines of it are passed over, as its specification asks.
   *
   * @throws IllegalArgumentException where it has not the form of one
   */
  public static Checkpoint parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length < 4 || lines[0].isEmpty() || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
      throw new IllegalArgumentException(
          "a checkpoint's lines are a log's name, its size, and a root in base64");
    }
    return new Checkpoint(lines[0], Long.parseLong(lines[1]), RootHash.parse(lines[2]));
  }
}
