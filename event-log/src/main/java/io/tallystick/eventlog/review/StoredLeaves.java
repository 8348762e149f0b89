package io.tallystick.eventlog.review;

import io.tallystick.eventlog.merkle.TileFile;
import io.tallystick.eventlog.merkle.TreeHash;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** The hashes of lines that were stored when the log was written. They are read tile by tile. */
final class StoredLeaves {

  private final Path directory;
  private final long size;
  private long index = -1;
  private byte[] tile = {};

  /**
   * The hashes in a directory.
   *
   * @param size the number of lines for which the tiles were written
   */
  StoredLeaves(Path directory, long size) {
    this.directory = directory;
    this.size = size;
  }

  /** Whether the stored hash of a leaf is this one. A hash that is not stored counts as a match. */
  boolean matches(long leaf, byte[] hash) throws IOException {
    if (leaf / TileFile.WIDTH != index) {
      index = leaf / TileFile.WIDTH;
      try {
        tile = TileFile.read(directory, 0, index, size);
      } catch (NoSuchFileException e) {
        tile = new byte[0];
      }
    }
    int from = (int) (leaf % TileFile.WIDTH) * TreeHash.LENGTH;
    return tile.length == 0
        || Arrays.equals(tile, from, from + TreeHash.LENGTH, hash, 0, TreeHash.LENGTH);
  }
}
