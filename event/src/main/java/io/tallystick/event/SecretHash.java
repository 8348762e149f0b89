package io.tallystick.event;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a token's secret. Only this hash is stored or sent, never the secret itself. */
public final class SecretHash {

  /** Length of the hash in bytes. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private SecretHash(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a SHA-256 hash has " + LENGTH + " bytes");
    }
    this.bytes = bytes;
  }

  /** Hashes a secret. */
  public static SecretHash ofSecret(byte[] secret) {
    try {
      return new SecretHash(MessageDigest.getInstance("SHA-256").digest(secret));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Wraps a copy of a stored hash.
   *
   * @throws IllegalArgumentException if it does not have {@link #LENGTH} bytes
   */
  public static SecretHash ofBytes(byte[] hash) {
    return new SecretHash(hash.clone());
  }

  /**
   * Reads a hash from 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static SecretHash ofHex(String hex) {
    return new SecretHash(HexFormat.of().parseHex(hex));
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The hash as 64 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** Compares in constant time, so that timing does not reveal how many bytes match. */
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
