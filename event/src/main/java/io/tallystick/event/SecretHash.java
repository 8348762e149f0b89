package io.tallystick.event;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a token's secret: all that is ever stored or sent of it. */
public final class SecretHash {

  /** Length in bytes. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private SecretHash(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a SHA-256 has " + LENGTH + " bytes");
    }
    this.bytes = bytes;
  }

  /** The hash of a secret. */
  public static SecretHash ofSecret(byte[] secret) {
    try {
      return new SecretHash(MessageDigest.getInstance("SHA-256").digest(secret));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A hash that was stored. */
  public static SecretHash ofBytes(byte[] hash) {
    return new SecretHash(hash.clone());
  }

  /** A hash in 64 hexadecimal digits. */
  public static SecretHash ofHex(String hex) {
    return new SecretHash(HexFormat.of().parseHex(hex));
  }

  /** The 32 bytes, as a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** In 64 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** Compares in constant time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretHash hash && MessageDigest.isEqual(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
