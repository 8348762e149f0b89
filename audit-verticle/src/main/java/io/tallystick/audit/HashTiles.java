package io.tallystick.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Collects a growing tree's hashes, and writes them to tiles when it is told. Tiles can be made
 * anew from the lines at any time, so they are not flushed to disk.
 *
 * <p>Used by one thread at a time.
 */
final class HashTiles implements MerkleTree.Listener {

  private record Whole(Path file, ByteBuffer hashes) {}

  private final Path directory;
  // The last tile of each level, which has room yet.
  private final List<ByteArrayOutputStream> partial = new ArrayList<>();
  private final Deque<Whole> unwritten = new ArrayDeque<>();

  HashTiles(Path directory) {
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
      unwritten.add(new Whole(file, ByteBuffer.wrap(tile.toByteArray())));
      tile.reset();
    }
  }

  /** Writes all tiles of the tree as it is; where that fails, the next call writes the rest. */
  void write(long size) throws IOException {
    for (Whole tile = unwritten.peek(); tile != null; tile = unwritten.peek()) {
      write(tile.file(), tile.hashes().array());
      removePartial(tile.file().resolveSibling(tile.file().getFileName() + ".p"));
      unwritten.remove();
    }
    for (int level = 0; level < partial.size(); level++) {
      ByteArrayOutputStream tile = partial.get(level);
      if (tile.size() > 0) {
        long index = (size >> (level * TileFile.HEIGHT)) / TileFile.WIDTH;
        int width = tile.size() / TreeHash.LENGTH;
        write(TileFile.of(directory, level, index, width), tile.toByteArray());
      }
    }
  }

  private static void write(Path file, byte[] hashes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, hashes);
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
