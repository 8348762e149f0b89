package io.tallystick.eventlog.merkle;

import io.tallystick.eventlog.file.DurableFile;
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
 * Collects a growing tree's hashes, and writes them to tiles when it is told. Tiles can be made
 * anew from the lines, so they are not flushed to disk; but for those that stand for whole
 * segments, whose lines may be removed one day.
 *
 * <p>Used by one thread at a time.
 */
public final class TileWriter implements MerkleTree.Listener {

  private record Whole(int level, Path file, ByteBuffer hashes) {}

  // A hash of this level is that of a segment.
  private static final int LASTING = 2;

  private final Path directory;
  // The last tile of each level, which has room yet.
  private final List<ByteArrayOutputStream> partial = new ArrayList<>();
  private final Deque<Whole> unwritten = new ArrayDeque<>();
  // Hashes that the partial tile of a level had when it was written.
  private final Map<Integer, Integer> written = new HashMap<>();

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
      unwritten.add(new Whole(level, file, ByteBuffer.wrap(tile.toByteArray())));
      tile.reset();
      written.remove(level);
    }
  }

  /** Writes all tiles of the tree as it is; where that fails, the next call writes the rest. */
  public void write(long size) throws IOException {
    for (Whole tile = unwritten.peek(); tile != null; tile = unwritten.peek()) {
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
    Files.createDirectories(file.getParent());
    Files.write(file, hashes);
    if (level >= LASTING) {
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
