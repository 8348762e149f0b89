package io.tallystick.eventlog.note;

import io.tallystick.eventlog.merkle.TreeHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The root of a Merkle tree. Its text form is base64. */
public final class RootHash {

  private final byte[] hash;

  private RootHash(byte[] hash) {
    if (hash.length != TreeHash.LENGTH) {
      throw new IllegalArgumentException("a root has " + TreeHash.LENGTH + " bytes");
    }
    this.hash = hash;
  }

  /**
   * Wraps a copy of a hash.
   *
   * @throws IllegalArgumentException if it does not have {@link TreeHash#LENGTH} bytes
   */
  public static RootHash of(byte[] hash) {
    return new RootHash(hash.clone());
  }

  /**
   * Reads a root in base64.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static RootHash parse(String base64) {
    return new RootHash(StrictBase64.decode(base64));
  }

  /** The bytes. They are not copied, so the caller must not change them. */
  public byte[] bytes() {
    return hash;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RootHash root && Arrays.equals(hash, root.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  /** The root in base64. */
  @Override
  public String toString() {
    return StrictBase64.encode(hash);
  }
}
