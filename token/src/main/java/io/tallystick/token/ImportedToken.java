package io.tallystick.token;

import io.tallystick.event.SecretHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Tokens that were made elsewhere. Only the SHA-256 of their whole text is known, and their public
 * id follows from it. So whoever has the text finds the token by its id, like any other, and one
 * that is imported twice is the same token.
 */
public final class ImportedToken {

  private static final byte[] LABEL = "tallystick import".getBytes(StandardCharsets.US_ASCII);
  // The first two bytes of a UUIDv7 are at least 00dc from the year 2000 on. Imported tokens come
  // before all others in the order of ids, so that the purge, which ends at a time, sees them all.
  private static final int SECOND_BYTE_BELOW = 0xdc;

  private ImportedToken() {}

  /** The hash of a token's whole text, in UTF-8. */
  public static SecretHash hash(String text) {
    return SecretHash.ofSecret(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The public id of a token: a UUID of version 8 (RFC 9562, section 5.8) of the SHA-256 of a label
   * and the hash, with 113 bits of it. It does not tell what the text is.
   *
   * @param hash the hash of the whole text
   */
  public static UUID id(SecretHash hash) {
    byte[] digest = digest(hash.bytes());
    digest[0] = 0;
    digest[1] = (byte) ((digest[1] & 0xff) % SECOND_BYTE_BELOW);
    digest[6] = (byte) ((digest[6] & 0x0f) | 0x80);
    digest[8] = (byte) ((digest[8] & 0x3f) | 0x80);
    ByteBuffer id = ByteBuffer.wrap(digest);
    return new UUID(id.getLong(), id.getLong());
  }

  private static byte[] digest(byte[] hash) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(LABEL);
      return sha256.digest(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
