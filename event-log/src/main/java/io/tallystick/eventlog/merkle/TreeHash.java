package io.tallystick.eventlog.merkle;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hashes of a Merkle tree as RFC 6962, section 2.1, makes them: a leaf's and a node's begin
 * differently, so that neither can pass for the other.
 *
 * <p>Used by one thread at a time.
 */
public final class TreeHash {

  /** Bytes of a hash. */
  public static final int LENGTH = 32;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest digest;

  public TreeHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Of a tree with no leaves. */
  public byte[] empty() {
    return digest.digest();
  }

  /** Of a leaf that is what remains of these bytes. */
  public byte[] leaf(ByteBuffer bytes) {
    digest.update(LEAF);
    digest.update(bytes);
    return digest.digest();
  }

  /** Of a node over two others. */
  public byte[] node(byte[] left, byte[] right) {
    digest.update(NODE);
    digest.update(left);
    digest.update(right);
    return digest.digest();
  }
}
