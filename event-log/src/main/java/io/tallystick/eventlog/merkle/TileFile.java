package io.tallystick.eventlog.merkle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where hashes of the tree lie, as the C2SP's tlog-tiles.md lays it down: in tiles of 256, a tile
 * of level n holding the roots of subtrees of height 8n.
 */
public final class TileFile {

  /** Hashes in a whole tile. */
  public static final int WIDTH = 256;

  /** How much higher the subtrees of a level are than those of the level below. */
  static final int HEIGHT = 8;

  private TileFile() {}

  /**
   * The file of a tile.
   *
   * @param width hashes in it, fewer than {@link #WIDTH} for the last of its level
   */
  public static Path of(Path directory, int level, long index, int width) {
    Path file = directory.resolve("tile").resolve(Integer.toString(level));
    String digits = Long.toString(index);
    digits = "0".repeat((3 - digits.length() % 3) % 3) + digits;
    for (int i = 0; i < digits.length() - 3; i += 3) {
      file = file.resolve("x" + digits.substring(i, i + 3));
    }
    String last = digits.substring(digits.length() - 3);
    return width == WIDTH
        ? file.resolve(last)
        : file.resolve(last + ".p").resolve(Integer.toString(width));
  }

  /**
   * The bytes of a tile of a tree of that size.
   *
   * @throws NoSuchFileException where it is missing, or not whole
   */
  public static byte[] read(Path directory, int level, long index, long size) throws IOException {
    long complete = size >> (level * HEIGHT);
    int width = (int) Math.min(WIDTH, complete - index * WIDTH);
    Path file = of(directory, level, index, width);
    if (!Files.exists(file)) {
      // The tree has grown since, and has the whole tile in place of its beginning.
      file = of(directory, level, index, WIDTH);
    }
    byte[] tile = Files.readAllBytes(file);
    if (tile.length < width * TreeHash.LENGTH) {
      throw new NoSuchFileException(file.toString(), null, "it has not the length of a tile");
    }
    return Arrays.copyOf(tile, width * TreeHash.LENGTH);
  }
}
