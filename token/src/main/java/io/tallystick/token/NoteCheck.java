package io.tallystick.token;

import io.tallystick.event.PrintableText;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks what a caller notes about a new token: short texts that can be shown, and are no tokens.
 * The API checks what callers send, and the store what nodes send.
 */
public final class NoteCheck {

  /** The largest number of characters of a label. */
  public static final int MAX_LABEL = 100;

  /** The largest number of entries of the metadata. */
  public static final int MAX_ENTRIES = 16;

  /** The largest number of characters of a value in the metadata. */
  public static final int MAX_VALUE = 255;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private NoteCheck() {}

  /** Whether a text may be the label of a token. */
  public static boolean isLabel(String text) {
    return !text.isBlank() && isShown(text, MAX_LABEL);
  }

  /** Whether these may be the metadata of a token. */
  public static boolean isMetadata(Map<String, String> metadata) {
    return metadata.size() <= MAX_ENTRIES
        && metadata.entrySet().stream()
            .allMatch(entry -> isName(entry.getKey()) && isShown(entry.getValue(), MAX_VALUE));
  }

  private static boolean isName(String text) {
    return NAME.matcher(text).matches() && !TokenShape.in(text);
  }

  private static boolean isShown(String text, int max) {
    return text.codePointCount(0, text.length()) <= max
        && text.codePoints().allMatch(PrintableText::isPrintable)
        && !TokenShape.in(text);
  }
}
