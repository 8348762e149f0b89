package io.tallystick.eventlog.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes and checks the proofs of RFC 6962, sections 2.1.1 and 2.1.2: an inclusion proof shows that
 * a tree contains a leaf at an index, a consistency proof shows that a tree extends an older one.
 * Making a proof needs the stored hashes of the tree, checking one does not.
 *
 * <p>Only one thread may use an instance at a time.
 */
public final class MerkleProofs {

  /** The stored roots of complete subtrees. */
  interface Subtrees {
    /**
     * The root of a complete subtree.
     *
     * @param height 0 for a leaf
     * @param index its index among the subtrees of its height, from 0
     */
    byte[] root(int height, long index);
  }

  private final TreeHash hash = new TreeHash();

  /**
   * Makes an inclusion proof.
   *
   * @param leaf the index of the leaf, from 0
   * @param size the number of leaves in the tree
   * @return the sibling hashes on the path from the leaf to the root, lowest first
   * @throws IllegalArgumentException if the tree has no such leaf
   */
  public List<byte[]> inclusion(Subtrees tree, long leaf, long size) {
    if (leaf < 0 || leaf >= size) {
      throw new IllegalArgumentException("a tree of size %d has no leaf %d".formatted(size, leaf));
    }
    List<byte[]> path = new ArrayList<>();
    path(tree, leaf, 0, size, path);
    return path;
  }

  private void path(Subtrees tree, long leaf, long from, long to, List<byte[]> path) {
    if (to - from == 1) {
      return;
    }
    long middle = from + split(to - from);
    if (leaf < middle) {
      path(tree, leaf, from, middle, path);
      path.add(range(tree, middle, to));
    } else {
      path(tree, leaf, middle, to, path);
      path.add(range(tree, from, middle));
    }
  }

  /**
   * Makes a consistency proof.
   *
   * @param older the number of leaves in the older tree
   * @param newer the number of leaves in the newer tree
   * @return the hashes that lead to both roots; none if the older tree is empty or has the same
   *     size
   * @throws IllegalArgumentException if the older tree is larger than the newer one
   */
  public List<byte[]> consistency(Subtrees tree, long older, long newer) {
    if (older < 0 || older > newer) {
      throw new IllegalArgumentException(
          "a tree of size %d cannot extend one of size %d".formatted(newer, older));
    }
    List<byte[]> proof = new ArrayList<>();
    if (older > 0 && older < newer) {
      subproof(tree, older, 0, newer, true, proof);
    }
    return proof;
  }

  private void subproof(
      Subtrees tree, long older, long from, long to, boolean known, List<byte[]> proof) {
    if (older == to) {
      if (!known) {
        proof.add(range(tree, from, to));
      }
      return;
    }
    long middle = from + split(to - from);
    if (older <= middle) {
      subproof(tree, older, from, middle, known, proof);
      proof.add(range(tree, middle, to));
    } else {
      subproof(tree, older, middle, to, false, proof);
      proof.add(range(tree, from, middle));
    }
  }

  /**
   * The root over the first leaves.
   *
   * @param leaves at least one
   */
  byte[] rootOver(Subtrees tree, long leaves) {
    return range(tree, 0, leaves);
  }

  /** The root over a range. The range must begin where RFC 6962 splits the tree. */
  private byte[] range(Subtrees tree, long from, long to) {
    long length = to - from;
    if (Long.bitCount(length) == 1) {
      int height = Long.numberOfTrailingZeros(length);
      return tree.root(height, from >> height);
    }
    long middle = from + split(length);
    return hash.node(range(tree, from, middle), range(tree, middle, to));
  }

  /** The largest power of two that is less than the length, which is at least 2. */
  private static long split(long length) {
    return Long.highestOneBit(length - 1);
  }

  /**
   * Checks an inclusion proof.
   *
   * @param leafHash made by {@link TreeHash#leaf}
   * @param leaf the index of the leaf, from 0
   * @param size the number of leaves in the tree
   * @param path the proof
   * @return whether the proof leads from the leaf to the root
   */
  public boolean includes(byte[] leafHash, long leaf, long size, byte[] root, List<byte[]> path) {
    if (leaf < 0 || leaf >= size) {
      return false;
    }
    // The algorithm of RFC 9162, section 2.1.3.2.
    Position position = new Position(leaf, size - 1);
    byte[] node = leafHash;
    for (byte[] sibling : path) {
      if (position.isRoot()) {
        return false;
      }
      node = position.hasLeftSibling() ? hash.node(sibling, node) : hash.node(node, sibling);
      position.moveUp();
    }
    return position.isRoot() && Arrays.equals(node, root);
  }

  /**
   * Checks a consistency proof.
   *
   * @param older the number of leaves in the older tree
   * @param newer the number of leaves in the newer tree
   * @return whether the proof leads to both roots, so that the newer tree begins with the leaves of
   *     the older one
   */
  public boolean extendsTree(
      long older, byte[] olderRoot, long newer, byte[] newerRoot, List<byte[]> proof) {
    if (older < 0 || older > newer) {
      return false;
    }
    if (older == newer) {
      return proof.isEmpty() && Arrays.equals(olderRoot, newerRoot);
    }
    if (older == 0) {
      return proof.isEmpty() && Arrays.equals(olderRoot, hash.empty());
    }
    // The algorithm of RFC 9162, section 2.1.4.2.
    List<byte[]> path = new ArrayList<>(proof);
    if (Long.bitCount(older) == 1) {
      path.add(0, olderRoot);
    }
    if (path.isEmpty()) {
      return false;
    }
    int shift = Long.numberOfTrailingZeros(~(older - 1));
    Position position = new Position((older - 1) >> shift, (newer - 1) >> shift);
    byte[] olderNode = path.get(0);
    byte[] newerNode = path.get(0);
    for (byte[] sibling : path.subList(1, path.size())) {
      if (position.isRoot()) {
        return false;
      }
      if (position.hasLeftSibling()) {
        olderNode = hash.node(sibling, olderNode);
        newerNode = hash.node(sibling, newerNode);
      } else {
        newerNode = hash.node(newerNode, sibling);
      }
      position.moveUp();
    }
    return position.isRoot()
        && Arrays.equals(olderNode, olderRoot)
        && Arrays.equals(newerNode, newerRoot);
  }

  /** The position of a node on the path to the root. Each hash of a proof moves it up. */
  private static final class Position {
    // The index of the node in its row, and that of the last node in the row.
    private long index;
    private long last;

    Position(long index, long last) {
      this.index = index;
      this.last = last;
    }

    boolean isRoot() {
      return last == 0;
    }

    /** Whether the next hash of the proof is the left sibling of the node. */
    boolean hasLeftSibling() {
      return (index & 1) == 1 || index == last;
    }

    void moveUp() {
      if (hasLeftSibling()) {
        // The last node of a row may have no sibling. It then moves up unchanged.
        while ((index & 1) == 0 && index != 0) {
          toNextRow();
        }
      }
      toNextRow();
    }

    private void toNextRow() {
      index >>= 1;
      last >>= 1;
    }
  }
}
