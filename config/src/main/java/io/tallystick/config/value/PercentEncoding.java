package io.tallystick.config.value;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding in URLs (RFC 3986, section 2.1) of text in UTF-8. */
final class PercentEncoding {

  private PercentEncoding() {}

  /**
   * Decodes all escapes of a text. A {@code +} stays a {@code +}, unlike in HTML forms.
   *
   * @throws IllegalArgumentException if an escape is broken, if the result is not UTF-8, or if it
   *     contains the character 0. It has no cause, and its message does not show the text
   */
  static String decode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        decoded.put(escape(bytes, i));
        i += 2;
      } else {
        decoded.put(bytes[i]);
      }
    }
    String result = utf8(decoded.flip());
    if (result.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("it contains the character 0");
    }
    return result;
  }

  private static byte escape(byte[] bytes, int at) {
    if (at + 2 >= bytes.length
        || !HexFormat.isHexDigit(bytes[at + 1])
        || !HexFormat.isHexDigit(bytes[at + 2])) {
      throw new IllegalArgumentException("a % must begin an escape, such as %25 for % itself");
    }
    return (byte)
        (HexFormat.fromHexDigit(bytes[at + 1]) << 4 | HexFormat.fromHexDigit(bytes[at + 2]));
  }

  private static String utf8(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("its escapes are not UTF-8");
    }
  }
}
