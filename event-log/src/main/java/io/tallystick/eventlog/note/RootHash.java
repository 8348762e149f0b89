package io.tallystick.eventlog.note;

import io.tallystick.eventlog.merkle.TreeHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The root of a Merkle tree; its text is base64. */
public final class RootHash {

  private final byte[] hash;

  private RootHash(byte[] hash) {
    if (hash.length != TreeHash.LENGTH) {
      throw new IllegalArgumentException("a root has " + TreeHash.LENGTH + " bytes");
    }
    this.hash = hash;
  }

  public static RootHash of(byte[] hash) {
    return new RootHash(hash.clone());
  }

  static RootHash parse(String base64) {
    return new RootHash(StrictBase64.decode(base64));
  }

  /** Not copied: whoever asks must not write to them. */
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

  @Override
  public String toString() {
    return StrictBase64.encode(hash);
  }
}
