package io.tallystick.event;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes texts from outside so that a terminal shows what they contain. Some characters move the
 * cursor, change the direction of writing, or are invisible; a text with such characters could
 * erase a verdict from the screen or look like another text. They are written as escapes.
 *
 * <p>These are: control characters, format characters (such as those for the direction of writing,
 * or of no width), other characters that are ignored when text is displayed, separators of lines
 * and paragraphs, and code points that are unassigned, for private use, or half of a pair.
 */
public final class PrintableText {

  private static final String OPENING = "\\u{";

  private PrintableText() {}

  /**
   * The text on a single line. Such a character is written as a backslash, the letter u, and its
   * code point in hexadecimal between braces. If the text itself has a backslash before {@code u}
   * and an opening brace, that backslash is written in the same way, so different texts stay
   * different. All other texts, also those with other backslashes, are unchanged.
   */
  public static String of(String text) {
    return isPlain(text) ? text : escaped(text.replace(OPENING, "\\u{5c}u{"), "\\u{%x}"::formatted);
  }

  /** Like {@link #of}, but keeps line feeds, for a text that has several lines on purpose. */
  public static String lines(String text) {
    return Stream.of(text.split("\n", -1)).map(PrintableText::of).collect(Collectors.joining("\n"));
  }

  /**
   * A text of JSON on a single line, with the same value. Within its strings, such a character is
   * written as an escape of JSON. The white space that may surround its tokens becomes a space.
   */
  public static String json(String json) {
    return isPlain(json) ? json : escaped(json, PrintableText::jsonEscape);
  }

  private static boolean isPlain(String text) {
    return !text.contains(OPENING) && isPrintable(text);
  }

  /** Whether all characters of a text are shown as they are. */
  public static boolean isPrintable(String text) {
    return isPrintableAscii(text) || text.codePoints().allMatch(PrintableText::isPrintable);
  }

  /** Whether a text has plain letters, digits, signs and blanks only, as nearly all texts do. */
  public static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static String escaped(String text, IntFunction<String> escape) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isPrintable(c)) {
                escaped.appendCodePoint(c);
              } else {
                escaped.append(escape.apply(c));
              }
            });
    return escaped.toString();
  }

  private static String jsonEscape(int codePoint) {
    // Within strings of JSON these are escapes already.
    if (codePoint == '\t' || codePoint == '\n' || codePoint == '\r') {
      return " ";
    }
    StringBuilder escape = new StringBuilder();
    for (char c : Character.toChars(codePoint)) {
      escape.append("\\u%04x".formatted((int) c));
    }
    return escape.toString();
  }

  /** Whether a code point is shown as it is. */
  public static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> !isIgnored(codePoint);
    };
  }

  /** Default_Ignorable_Code_Point of Unicode, without what its category says already. */
  private static boolean isIgnored(int codePoint) {
    return codePoint == 0x034f
        || isBetween(codePoint, 0x115f, 0x1160)
        || isBetween(codePoint, 0x17b4, 0x17b5)
        || isBetween(codePoint, 0x180b, 0x180f)
        || codePoint == 0x3164
        || isBetween(codePoint, 0xfe00, 0xfe0f)
        || codePoint == 0xffa0
        || isBetween(codePoint, 0xe0100, 0xe01ef);
  }

  private static boolean isBetween(int codePoint, int first, int last) {
    return codePoint >= first && codePoint <= last;
  }
}
