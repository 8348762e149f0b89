package io.tallystick.eventlog.note;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Keys in the text form of RFC 7468. */
final class Pem {

  private static final int LINE = 64;

  private Pem() {}

  /** Encodes bytes as a block with this label. */
  static String text(String label, byte[] der) {
    String base64 =
        Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, base64);
  }

  /**
   * Decodes the only block of a text.
   *
   * @throws IllegalArgumentException if the text is not a single block with this label
   */
  static byte[] parse(String label, String text) {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    String stripped = text.strip();
    if (!stripped.startsWith(begin) || !stripped.endsWith(end)) {
      throw new IllegalArgumentException("it does not begin with " + begin);
    }
    String base64 = stripped.substring(begin.length(), stripped.length() - end.length());
    return Base64.getMimeDecoder().decode(base64);
  }
}
