package io.tallystick.eventlog.merkle;

import org.jspecify.annotations.Nullable;

/**
 * The Merkle tree of RFC 6962, section 2.1, as it grows: what it keeps are the roots of its perfect
 * subtrees, 64 at most, so a leaf costs two hashes on average and no memory.
 *
 * <p>Used by one thread at a time.
 */
public final class MerkleTree {

  /** Told of each perfect subtree as it is completed, lower ones first. */
  interface Listener {
    /**
     * Takes the root of a subtree.
     *
     * @param height 0 for a leaf
     * @param index its place among those of its height
     */
    void completed(int height, long index, byte[] root);
  }

  private final TreeHash hash = new TreeHash();
  private final Listener listener;
  private final byte[] @Nullable [] roots = new byte[Long.SIZE][];
  private long size;

  public MerkleTree() {
    this((height, index, root) -> {});
  }

  public MerkleTree(Listener listener) {
    this.listener = listener;
  }

  /** Leaves so far. */
  public long size() {
    return size;
  }

  /** Takes the hash of the next leaf, made by {@link TreeHash#leaf}. */
  public void add(byte[] leaf) {
    add(0, leaf);
  }

  /** Takes a whole subtree at once, of which the size so far must be a multiple. */
  public void add(int height, byte[] root) {
    if (size % (1L << height) != 0) {
      throw new IllegalArgumentException(
          "no subtree of height %d begins at %d".formatted(height, size));
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

  /** The root over all leaves so far. */
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
