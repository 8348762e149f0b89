package io.tallystick.api.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret key of the service, from which the answers to requests with an idempotency key are
 * derived. It is never shown; its id is public.
 */
public final class ServerKey {

  /** The length of a key, in bytes. */
  public static final int BYTES = 32;

  private static final String HMAC = "HmacSHA256";
  private static final int ID_BYTES = 8;

  private final SecretKeySpec key;
  private final String id;

  /**
   * Creates a key.
   *
   * @param secret {@link #BYTES} random bytes, which are copied
   * @throws IllegalArgumentException if there are more or fewer
   */
  public ServerKey(byte[] secret) {
    if (secret.length != BYTES) {
      throw new IllegalArgumentException("a server key has " + BYTES + " bytes");
    }
    this.key = new SecretKeySpec(secret, HMAC);
    this.id = HexFormat.of().formatHex(hmac("key id", new byte[0]), 0, ID_BYTES);
  }

  /** The name of this key, 16 hexadecimal digits that follow from it. It tells nothing of it. */
  String id() {
    return id;
  }

  /**
   * The HMAC-SHA-256 (RFC 2104) of a text, 32 bytes.
   *
   * @param purpose what it is for, in ASCII: other purposes have other results
   */
  byte[] hmac(String purpose, byte[] text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
      mac.update((byte) 0);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }

  /** The id, without the key. */
  @Override
  public String toString() {
    return "server key " + id;
  }
}
