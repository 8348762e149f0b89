package io.tallystick.eventlog.merkle;

import org.jspecify.annotations.Nullable;

/**
 * A growing Merkle tree (RFC 6962, section 2.1). It stores only the roots of its complete subtrees,
 * at most 64. Adding a leaf costs two hashes on average.
 *
 * <p>Only one thread may use a tree at a time.
 */
public final class MerkleTree {

  /** Is told of each complete subtree, lower ones first. */
  public interface Listener {
    /**
     * Takes the root of a complete subtree.
     *
     * @param height 0 for a leaf
     * @param index its index among the subtrees of its height, from 0
     */
    void completed(int height, long index, byte[] root);
  }

  private final TreeHash hash = new TreeHash();
  private final Listener listener;
  private final byte[] @Nullable [] roots = new byte[Long.SIZE][];
  private long size;

  /** Creates an empty tree. */
  public MerkleTree() {
    this((height, index, root) -> {});
  }

  /**
   * Creates an empty tree.
   *
   * @param listener is told of each complete subtree
   */
  public MerkleTree(Listener listener) {
    this.listener = listener;
  }

  /** The number of leaves. */
  public long size() {
    return size;
  }

  /**
   * Adds a leaf.
   *
   * @param leaf the hash of the leaf, made by {@link TreeHash#leaf}
   */
  public void add(byte[] leaf) {
    add(0, leaf);
  }

  /**
   * Adds a complete subtree of 2<sup>height</sup> leaves.
   *
   * @throws IllegalArgumentException if the size of the tree is not a multiple of the number of
   *     leaves
   */
  void add(int height, byte[] root) {
    if (size % (1L << height) != 0) {
      throw new IllegalArgumentException(
          "no subtree of height %d begins at leaf %d".formatted(height, size));
    }
    byte[] subtree = root;
    int level = height;
    listener.completed(level, size >> level, subtree);
    for (byte[] left = roots[level]; left != null; left = roots[level]) {
      subtree = hash.node(left, subtree);
      roots[level] = null;
      level++;
      listener.completed(level, size >> level, subtree);
    }
    roots[level] = subtree;
    size += 1L << height;
  }

  /** The root over all leaves. */
  public byte[] root() {
    byte[] root = null;
    for (byte[] left : roots) {
      if (left != null) {
        root = root == null ? left : hash.node(left, root);
      }
    }
    return root == null ? hash.empty() : root;
  }
}
