package io.tallystick.audit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The root of a Merkle tree; its text is base64. */
final class Root {

  private final byte[] hash;

  private Root(byte[] hash) {
    if (hash.length != TreeHash.LENGTH) {
      throw new IllegalArgumentException("a root has " + TreeHash.LENGTH + " bytes");
    }
    this.hash = hash;
  }

  static Root of(byte[] hash) {
    return new Root(hash.clone());
  }

  static Root parse(String base64) {
    return new Root(StrictBase64.decode(base64));
  }

  /** Not copied: whoever asks must not write to them. */
  byte[] bytes() {
    return hash;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Root root && Arrays.equals(hash, root.hash);
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
