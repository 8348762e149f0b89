package io.tallystick.eventlog.note;

import java.util.Base64;

/**
 * Base64 of which each text stands for other bytes (RFC 4648, section 3.5): what follows from a
 * changed text is then always a change.
 */
public final class StrictBase64 {

  private StrictBase64() {}

  public static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * The bytes of a text.
   *
   * @throws IllegalArgumentException where {@link #encode} would not make this very text of them
   */
  public static byte[] decode(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (!encode(bytes).equals(text)) {
      throw new IllegalArgumentException("base64 has its padding, and no bits that mean nothing");
    }
    return bytes;
  }
}
