package io.tallystick.token;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in a text what may be a token, or enough of one to be a secret. */
public final class TokenShape {

  // A token's body, which may lack its last few digits.
  private static final Pattern BODY =
      Pattern.compile("[0-9A-Za-z]{" + (Token.BODY_DIGITS - 6) + ",}");
  // A run that could hold most of a secret's 43 digits, with or without what stands around it.
  private static final Pattern SECRET = Pattern.compile("[0-9A-Za-z]{38,}");

  private TokenShape() {}

  /**
   * Whether a token seems to stand in the text, mistyped, escaped or without its prefix: a long run
   * behind an underscore, or one in which digits and both kinds of letters are mixed.
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

  /** The text with every long run of digits and letters replaced. */
  public static String redact(String text) {
    return SECRET.matcher(text).replaceAll("[redacted]");
  }

  private static boolean isMixed(String run) {
    return run.chars().anyMatch(Character::isDigit)
        && run.chars().anyMatch(Character::isUpperCase)
        && run.chars().anyMatch(Character::isLowerCase);
  }
}
