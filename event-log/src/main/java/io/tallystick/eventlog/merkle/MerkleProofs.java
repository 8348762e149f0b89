package io.tallystick.eventlog.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Proofs of RFC 6962, sections 2.1.1 and 2.1.2: that a leaf stands at its place in a tree, and that
 * a tree is the beginning of another. Made from stored hashes, and checked without any.
 */
public final class MerkleProofs {

  /** The stored roots of perfect subtrees. */
  interface Subtrees {
    /** The root of a subtree that is complete. */
    byte[] root(int height, long index);
  }

  private final TreeHash hash = new TreeHash();

  /** The hashes beside the way from a leaf to the root of a tree of that size, lowest first. */
  public List<byte[]> inclusion(Subtrees tree, long leaf, long size) {
    if (leaf < 0 || leaf >= size) {
      throw new IllegalArgumentException("a tree of %d has no leaf %d".formatted(size, leaf));
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

  /** The hashes that lead from an older tree's root to that of a newer one. */
  public List<byte[]> consistency(Subtrees tree, long older, long newer) {
    if (older < 0 || older > newer) {
      throw new IllegalArgumentException(
          "a tree of %d does not extend one of %d".formatted(newer, older));
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

  /** The root over the first leaves, at least one. */
  public byte[] over(Subtrees tree, long leaves) {
    return range(tree, 0, leaves);
  }

  /** The root over a range that begins where a tree is split. */
  private byte[] range(Subtrees tree, long from, long to) {
    long length = to - from;
    if (Long.bitCount(length) == 1) {
      int height = Long.numberOfTrailingZeros(length);
      return tree.root(height, from >> height);
    }
    long middle = from + split(length);
    return hash.node(range(tree, from, middle), range(tree, middle, to));
  }

  /** The largest power of two below a number above 1. */
  private static long split(long length) {
    return Long.highestOneBit(length - 1);
  }

  /** Whether a leaf's hash stands at its place in the tree of that size and root. */
  public boolean includes(byte[] leafHash, long leaf, long size, byte[] root, List<byte[]> path) {
    if (leaf < 0 || leaf >= size) {
      return false;
    }
    // As in RFC 9162, section 2.1.3.2.
    Way way = new Way(leaf, size - 1);
    byte[] node = leafHash;
    for (byte[] beside : path) {
      if (way.isAtTop()) {
        return false;
      }
      node = way.isOnTheRight() ? hash.node(beside, node) : hash.node(node, beside);
      way.goUp();
    }
    return way.isAtTop() && Arrays.equals(node, root);
  }

  /** Whether the tree of the newer size and root begins with that of the older. */
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
    // As in RFC 9162, section 2.1.4.2.
    List<byte[]> path = new ArrayList<>(proof);
    if (Long.bitCount(older) == 1) {
      path.add(0, olderRoot);
    }
    if (path.isEmpty()) {
      return false;
    }
    int shift = Long.numberOfTrailingZeros(~(older - 1));
    Way way = new Way((older - 1) >> shift, (newer - 1) >> shift);
    byte[] olderNode = path.get(0);
    byte[] newerNode = path.get(0);
    for (byte[] beside : path.subList(1, path.size())) {
      if (way.isAtTop()) {
        return false;
      }
      if (way.isOnTheRight()) {
        olderNode = hash.node(beside, olderNode);
        newerNode = hash.node(beside, newerNode);
      } else {
        newerNode = hash.node(newerNode, beside);
      }
      way.goUp();
    }
    return way.isAtTop()
        && Arrays.equals(olderNode, olderRoot)
        && Arrays.equals(newerNode, newerRoot);
  }

  /** The way from a node to the root, a proof's hash a step. */
  private static final class Way {
    // The node's place in its row, and that of the row's last node.
    private long place;
    private long last;

    Way(long place, long last) {
      this.place = place;
      this.last = last;
    }

    boolean isAtTop() {
      return last == 0;
    }

    /** Whether the hash beside the node stands on its left. */
    boolean isOnTheRight() {
      return (place & 1) == 1 || place == last;
    }

    void goUp() {
      if (isOnTheRight()) {
        // The last node of a row may have nothing beside it for some rows.
        while ((place & 1) == 0 && place != 0) {
          rise();
        }
      }
      rise();
    }

    private void rise() {
      place >>= 1;
      last >>= 1;
    }
  }
}
