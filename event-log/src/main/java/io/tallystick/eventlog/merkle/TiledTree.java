package io.tallystick.eventlog.merkle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The hashes of a tree as its tiles hold them. They are not proved by lying there: whoever uses
 * them comes to a root, and compares that with a signed one.
 */
public final class TiledTree implements MerkleProofs.Subtrees {

  private final Path directory;
  private final long size;
  private final TreeHash hash = new TreeHash();

  /**
   * The tree that was stored when it was signed.
   *
   * @param size its leaves then
   */
  public TiledTree(Path directory, long size) {
    this.directory = directory;
    this.size = size;
  }

  /**
   * The root of a perfect subtree.
   *
   * @throws UncheckedIOException where its tile cannot be read; of a {@link NoSuchFileException}
   *     where it is missing
   */
  @Override
  public byte[] root(int height, long index) {
    int level = height / TileFile.HEIGHT;
    int above = height % TileFile.HEIGHT;
    long first = index << above;
    try {
      byte[] tile = TileFile.read(directory, level, first / TileFile.WIDTH, size);
      MerkleTree subtree = new MerkleTree();
      for (int i = 0; i < 1 << above; i++) {
        int from = (int) (first % TileFile.WIDTH + i) * TreeHash.LENGTH;
        subtree.add(Arrays.copyOfRange(tile, from, from + TreeHash.LENGTH));
      }
      return subtree.root();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The root over the first leaves, as many as are named; fails likewise. */
  public byte[] rootOver(long leaves) {
    return leaves == 0 ? hash.empty() : new MerkleProofs().over(this, leaves);
  }

  /**
   * Gives an empty tree the first leaves, as few hashes as there can be.
   *
   * @throws NoSuchFileException where a tile is missing
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
