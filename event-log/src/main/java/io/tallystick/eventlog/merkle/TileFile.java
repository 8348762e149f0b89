package io.tallystick.eventlog.merkle;

import io.tallystick.eventlog.file.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files in which the hashes of a tree are stored, as in C2SP tlog-tiles. A tile has 256 hashes.
 * A tile of level n contains the roots of subtrees of height 8n.
 */
public final class TileFile {

  /** The number of hashes in a full tile. */
  public static final int WIDTH = 256;

  /** The difference in height between the subtrees of one level and the next. */
  static final int HEIGHT = 8;

  // C2SP tlog-tiles: level, index in groups of three digits, and the width of a partial tile.
  private static final Pattern NAME =
      Pattern.compile("[0-7]/(?!x000/)(x\\d{3}/){0,5}\\d{3}(\\.p/([1-9]\\d{0,2}))?");

  // Far more than any tile has.
  private static final int MAX_BYTES = 1 << 20;

  private TileFile() {}

  /**
   * The path of a tile.
   *
   * @param index its index in its level, from 0
   * @param width the number of hashes in it; less than {@link #WIDTH} for a partial tile
   */
  static Path of(Path directory, int level, long index, int width) {
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
   * The length of a complete tile.
   *
   * @param path its path in the directory of tiles
   * @return a number of bytes; empty if no tile has that path
   */
  public static OptionalLong bytesOf(String path) {
    Matcher name = NAME.matcher(path);
    if (!name.matches()) {
      return OptionalLong.empty();
    }
    int width = name.group(3) == null ? WIDTH : Integer.parseInt(name.group(3));
    return name.group(3) != null && width >= WIDTH
        ? OptionalLong.empty()
        : OptionalLong.of((long) width * TreeHash.LENGTH);
  }

  /**
   * Reads the tile that belongs to a tree of a given size.
   *
   * @param level 0 for the hashes of leaves
   * @param index its index in its level, from 0
   * @param size the number of leaves in the tree
   * @return the hashes, one after another
   * @throws NoSuchFileException if the tile is missing, too short or too long
   * @throws IOException if it cannot be read, or is no tile
   */
  public static byte[] read(Path directory, int level, long index, long size) throws IOException {
    long complete = size >> (level * HEIGHT);
    int width = (int) Math.min(WIDTH, complete - index * WIDTH);
    Path file = of(directory, level, index, width);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      // The tree has grown since, so that the full tile replaced the partial one.
      file = of(directory, level, index, WIDTH);
    }
    byte[] tile = RegularFile.read(file, MAX_BYTES);
    if (tile.length < width * TreeHash.LENGTH || tile.length > WIDTH * TreeHash.LENGTH) {
      throw new NoSuchFileException(file.toString(), null, "the tile is too short or too long");
    }
    return Arrays.copyOf(tile, width * TreeHash.LENGTH);
  }
}
