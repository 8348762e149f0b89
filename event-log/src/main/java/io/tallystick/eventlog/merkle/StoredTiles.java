package io.tallystick.eventlog.merkle;

import io.tallystick.eventlog.file.RegularFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compares the tiles of a log with a tree that grows from its lines. Tiles that are missing, too
 * short or empty prove nothing, and are no difference. Of a tile that has more hashes than the
 * tree, only those that the tree has are compared, since the log may have grown meanwhile.
 *
 * <p>Only one thread may use it at a time.
 */
public final class StoredTiles implements MerkleTree.Listener {

  // What a power cut may leave of a tile, since not all are flushed. No hash is that.
  private static final byte[] NOTHING = new byte[TreeHash.LENGTH];
  // Far more than any tile has.
  private static final int MAX_BYTES = 1 << 20;

  private final Path directory;
  // The hashes of the tile of each level that is not full yet, and the index of that tile.
  private final List<ByteArrayOutputStream> rows = new ArrayList<>();
  private final List<Long> indexes = new ArrayList<>();
  private long differingLeaf = -1;
  private String differingTile = "";

  /** The tiles in the directory of a log. */
  public StoredTiles(Path directory) {
    this.directory = directory;
  }

  @Override
  public void completed(int height, long index, byte[] root) {
    if (height % TileFile.HEIGHT != 0) {
      return;
    }
    int level = height / TileFile.HEIGHT;
    while (rows.size() <= level) {
      rows.add(new ByteArrayOutputStream(TileFile.WIDTH * TreeHash.LENGTH));
      indexes.add(0L);
    }
    ByteArrayOutputStream row = rows.get(level);
    row.writeBytes(root);
    indexes.set(level, index / TileFile.WIDTH);
    if (row.size() == TileFile.WIDTH * TreeHash.LENGTH) {
      compare(level);
      row.reset();
    }
  }

  /**
   * Compares the last tile of each level, which is not full. Must be called when the tree is
   * complete.
   *
   * @throws UncheckedIOException if a tile cannot be read
   */
  public void compareLast() {
    for (int level = 0; level < rows.size(); level++) {
      if (rows.get(level).size() > 0) {
        compare(level);
      }
    }
  }

  /** The number of the first line whose stored hash is another one; empty if none is known. */
  public Optional<Long> differingLine() {
    return differingLeaf < 0 ? Optional.empty() : Optional.of(differingLeaf + 1);
  }

  /** The path of the first tile that differs, within the directory of the log; empty if none is. */
  public Optional<String> differingTile() {
    return differingTile.isEmpty() ? Optional.empty() : Optional.of(differingTile);
  }

  private void compare(int level) {
    byte[] row = rows.get(level).toByteArray();
    Path full = TileFile.of(directory, level, indexes.get(level), TileFile.WIDTH);
    try {
      compare(level, row, full, TileFile.WIDTH);
      Path partial = full.resolveSibling(full.getFileName() + ".p");
      if (Files.isDirectory(partial, LinkOption.NOFOLLOW_LINKS)) {
        try (Stream<Path> files = Files.list(partial)) {
          for (Path file : files.sorted().toList()) {
            compare(level, row, file, Integer.parseInt(String.valueOf(file.getFileName())));
          }
        }
      }
    } catch (NoSuchFileException e) {
      // The service has replaced the partial tiles by a full one meanwhile.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compare(int level, byte[] row, Path file, int width) throws IOException {
    byte[] stored;
    try {
      stored = RegularFile.read(file, MAX_BYTES);
    } catch (NoSuchFileException e) {
      return;
    }
    int differing = firstDifference(row, stored);
    if (differing < 0 && stored.length <= width * TreeHash.LENGTH) {
      return;
    }
    if (differingTile.isEmpty()) {
      differingTile = directory.relativize(file).toString().replace('\\', '/');
    }
    if (level == 0 && differing >= 0 && differingLeaf < 0) {
      differingLeaf = indexes.get(level) * TileFile.WIDTH + differing;
    }
  }

  /**
   * The index of the first stored hash that is another one, or the beginning of another one;
   * negative if there is none.
   */
  private static int firstDifference(byte[] row, byte[] stored) {
    int known = Math.min(row.length, stored.length);
    for (int from = 0; from < known; from += TreeHash.LENGTH) {
      int to = Math.min(from + TreeHash.LENGTH, known);
      if (!Arrays.equals(row, from, to, stored, from, to)
          && !Arrays.equals(NOTHING, 0, to - from, stored, from, to)) {
        return from / TreeHash.LENGTH;
      }
    }
    return -1;
  }
}
