package io.tallystick.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of a token, which stands for it in memory. */
record TokenKey(long first, long second, long third, long fourth) {

  // To find an algorithm takes longer than to use it.
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(
          () -> {
            try {
              return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
              throw new IllegalStateException("every Java platform has SHA-256", e);
            }
          });

  static TokenKey of(String token) {
    ByteBuffer hash = ByteBuffer.wrap(SHA_256.get().digest(token.getBytes(StandardCharsets.UTF_8)));
    return new TokenKey(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
  }

  /** Its bits are random, so a part of them will do. */
  @Override
  public int hashCode() {
    return (int) first;
  }

  @Override
  public String toString() {
    return "TokenKey";
  }
}
