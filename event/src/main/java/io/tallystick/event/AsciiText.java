package io.tallystick.event;

import org.jspecify.annotations.Nullable;

/** Writes texts in a form that every database takes, whatever its encoding. */
final class AsciiText {

  /** The longest text of an event, in UTF-16 code units, by the JSON Schema of events. */
  static final int MAX_LENGTH = 510;

  private AsciiText() {}

  /**
   * The text in printable ASCII. Other characters and backslashes are written as escapes, such as
   * {@code \}{@code u03a9} for an omega. A text that is too long is cut between two characters.
   */
  static @Nullable String ofNullable(@Nullable String text) {
    return text == null ? null : of(text);
  }

  /** The same for a text that is there. */
  static String of(String text) {
    StringBuilder ascii = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String written = c >= ' ' && c <= '~' && c != '\\' ? String.valueOf(c) : escape(c);
      if (ascii.length() + written.length() > MAX_LENGTH) {
        break;
      }
      ascii.append(written);
    }
    return ascii.toString();
  }

  private static String escape(char c) {
    return "\\u%04x".formatted((int) c);
  }
}
