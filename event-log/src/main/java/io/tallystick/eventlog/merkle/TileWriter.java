package io.tallystick.eventlog.merkle;

import io.tallystick.eventlog.file.DurableFile;
import io.tallystick.eventlog.file.OwnerOnly;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the hashes of a growing tree, and writes them to tiles on request.
 *
 * <p>Tiles can be rebuilt from the lines, so they are not flushed to disk. Tiles with the hashes of
 * whole segments are flushed, because the lines of a segment may be removed later.
 *
 * <p>Only one thread may use a writer at a time.
 */
public final class TileWriter implements MerkleTree.Listener {

  private record FullTile(int level, Path file, ByteBuffer hashes) {}

  // From this level on, a hash covers at least a whole segment.
  private static final int DURABLE_LEVEL = 2;

  private final Path directory;
  // The last tile of each level, which is not full yet.
  private final List<ByteArrayOutputStream> partial = new ArrayList<>();
  private final Deque<FullTile> unwritten = new ArrayDeque<>();
  // The size in bytes of the partial tile of a level when it was last written.
  private final Map<Integer, Integer> written = new HashMap<>();

  /**
   * Creates a writer that has no hashes.
   *
   * @param directory the directory of the log
   */
  public TileWriter(Path directory) {
    this.directory = directory;
  }

  @Override
  public void completed(int height, long index, byte[] root) {
    if (height % TileFile.HEIGHT != 0) {
      return;
    }
    int level = height / TileFile.HEIGHT;
    while (partial.size() <= level) {
      partial.add(new ByteArrayOutputStream(TileFile.WIDTH * TreeHash.LENGTH));
    }
    ByteArrayOutputStream tile = partial.get(level);
    tile.writeBytes(root);
    if (tile.size() == TileFile.WIDTH * TreeHash.LENGTH) {
      Path file = TileFile.of(directory, level, index / TileFile.WIDTH, TileFile.WIDTH);
      unwritten.add(new FullTile(level, file, ByteBuffer.wrap(tile.toByteArray())));
      tile.reset();
      written.remove(level);
    }
  }

  /**
   * Writes all tiles that have changed. If this fails, the next call writes the rest.
   *
   * @param size the number of leaves in the tree
   * @throws IOException if a tile cannot be written
   */
  public void write(long size) throws IOException {
    for (FullTile tile = unwritten.peek(); tile != null; tile = unwritten.peek()) {
      write(tile.level(), tile.file(), tile.hashes().array());
      removePartial(tile.file().resolveSibling(tile.file().getFileName() + ".p"));
      unwritten.remove();
    }
    for (int level = 0; level < partial.size(); level++) {
      ByteArrayOutputStream tile = partial.get(level);
      if (tile.size() > 0 && written.getOrDefault(level, 0) < tile.size()) {
        long index = (size >> (level * TileFile.HEIGHT)) / TileFile.WIDTH;
        int width = tile.size() / TreeHash.LENGTH;
        write(level, TileFile.of(directory, level, index, width), tile.toByteArray());
        written.put(level, tile.size());
      }
    }
  }

  private static void write(int level, Path file, byte[] hashes) throws IOException {
    OwnerOnly.createDirectories(file.resolveSibling(""));
    OwnerOnly.createFile(file);
    Files.write(file, hashes);
    if (level >= DURABLE_LEVEL) {
      DurableFile.flush(file);
    }
  }

  private static void removePartial(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
