package io.tallystick.token;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds text that may be a token, or that contains enough of one to reveal its secret. */
public final class TokenShape {

  // A token's body, which may lack its last six digits.
  private static final Pattern BODY =
      Pattern.compile("[0-9A-Za-z]{" + (Token.BODY_DIGITS - 6) + ",}");
  // A run that could contain most of the 43 digits of a secret.
  private static final Pattern SECRET = Pattern.compile("[0-9A-Za-z]{38,}");

  private TokenShape() {}

  /**
   * Whether the text seems to contain a token, even if it is misspelt, escaped or lacks its prefix.
   * It looks for a long run of letters and digits that follows an underscore, or that mixes digits
   * with upper-case and lower-case letters.
   */
  public static boolean in(String text) {
    Matcher run = BODY.matcher(text);
    while (run.find()) {
      if ((run.start() > 0 && text.charAt(run.start() - 1) == '_') || isMixed(run.group())) {
        return true;
      }
    }
    return false;
  }

  /** Replaces every long run of digits and letters with {@code [redacted]}. */
  public static String redact(String text) {
    return SECRET.matcher(text).replaceAll("[redacted]");
  }

  private static boolean isMixed(String run) {
    return run.chars().anyMatch(Character::isDigit)
        && run.chars().anyMatch(Character::isUpperCase)
        && run.chars().anyMatch(Character::isLowerCase);
  }
}
