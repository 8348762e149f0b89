package io.tallystick.eventlog.merkle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A tree whose hashes are read from its tiles.
 *
 * <p>The tiles are not trusted. A caller must compare the root that they lead to with a signed one.
 */
public final class TiledTree implements MerkleProofs.Subtrees {

  private final Path directory;
  private final long size;
  private final TreeHash hash = new TreeHash();

  /**
   * Creates a tree that reads tiles when it needs them.
   *
   * @param directory the directory of the log
   * @param size the number of leaves for which the tiles were written
   */
  public TiledTree(Path directory, long size) {
    this.directory = directory;
    this.size = size;
  }

  /**
   * The root of a complete subtree.
   *
   * @throws UncheckedIOException if its tile cannot be read; the cause is a {@link
   *     NoSuchFileException} if the tile is missing
   */
  @Override
  public byte[] root(int height, long index) {
    int level = height / TileFile.HEIGHT;
    int heightInTile = height % TileFile.HEIGHT;
    long first = index << heightInTile;
    try {
      byte[] tile = TileFile.read(directory, level, first / TileFile.WIDTH, size);
      MerkleTree subtree = new MerkleTree();
      for (int i = 0; i < 1 << heightInTile; i++) {
        int from = (int) (first % TileFile.WIDTH + i) * TreeHash.LENGTH;
        subtree.add(Arrays.copyOfRange(tile, from, from + TreeHash.LENGTH));
      }
      return subtree.root();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The root over the first leaves.
   *
   * @throws UncheckedIOException if a tile cannot be read; the cause is a {@link
   *     NoSuchFileException} if it is missing
   */
  public byte[] rootOver(long leaves) {
    return leaves == 0 ? hash.empty() : new MerkleProofs().rootOver(this, leaves);
  }

  /**
   * Adds the first leaves to an empty tree, with as few hashes as possible.
   *
   * @param leaves how many leaves to add
   * @throws NoSuchFileException if a tile is missing
   * @throws IOException if a tile cannot be read
   */
  public void addTo(MerkleTree tree, long leaves) throws IOException {
    int top = (Long.SIZE - Long.numberOfLeadingZeros(leaves)) / TileFile.HEIGHT;
    for (int level = top; level >= 0; level--) {
      long complete = leaves >> (level * TileFile.HEIGHT);
      int count = (int) (complete % TileFile.WIDTH);
      if (count > 0) {
        byte[] tile = TileFile.read(directory, level, complete / TileFile.WIDTH, size);
        for (int i = 0; i < count; i++) {
          int from = i * TreeHash.LENGTH;
          tree.add(level * TileFile.HEIGHT, Arrays.copyOfRange(tile, from, from + TreeHash.LENGTH));
        }
      }
    }
  }
}
