package io.tallystick.eventlog.note;

import java.util.Base64;

/**
 * Base64 (RFC 4648) with exactly one text for each sequence of bytes. So every change to a text
 * changes its bytes, or makes it invalid (RFC 4648, section 3.5).
 */
public final class StrictBase64 {

  private StrictBase64() {}

  /** Encodes bytes, with padding. */
  public static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * Decodes a text.
   *
   * @throws IllegalArgumentException if it is not the text that {@link #encode} makes of the bytes
   */
  public static byte[] decode(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (!encode(bytes).equals(text)) {
      throw new IllegalArgumentException("base64 must have its padding and no unused bits");
    }
    return bytes;
  }
}
