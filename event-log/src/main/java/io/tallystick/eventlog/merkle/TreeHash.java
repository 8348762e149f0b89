package io.tallystick.eventlog.merkle;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hashes of a Merkle tree (RFC 6962, section 2.1): SHA-256 with different prefixes for leaves
 * and nodes, so that a leaf cannot be presented as a node.
 *
 * <p>Only one thread may use an instance at a time.
 */
public final class TreeHash {

  /** Length of a hash in bytes. */
  public static final int LENGTH = 32;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest digest;

  /** Creates a hash function. */
  public TreeHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The root of a tree without leaves. */
  public byte[] empty() {
    return digest.digest();
  }

  /**
   * The hash of a leaf.
   *
   * @param bytes the leaf, from its position to its limit
   */
  public byte[] leaf(ByteBuffer bytes) {
    digest.update(LEAF);
    digest.update(bytes);
    return digest.digest();
  }

  /** The hash of a node with two children. */
  byte[] node(byte[] left, byte[] right) {
    digest.update(NODE);
    digest.update(left);
    digest.update(right);
    return digest.digest();
  }
}
