package io.tallystick.token;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds text that may be a token, or that contains enough of one to reveal its secret. */
public final class TokenShape {

  // A token's body may lack its last six digits.
  private static final int MIN_BODY = Token.BODY_DIGITS - 6;
  // A run that could contain most of the 43 digits of a secret.
  private static final int MIN_SECRET = 38;
  private static final Pattern SECRET = Pattern.compile("[0-9A-Za-z]{" + MIN_SECRET + ",}");

  private TokenShape() {}

  /**
   * Whether the text seems to contain a token or its secret alone, even if it is misspelt, escaped
   * or lacks its prefix. It looks for a long run of letters and digits that looks random, or that
   * follows an underscore and is as long as a token.
   */
  public static boolean in(String text) {
    if (text.length() < MIN_SECRET) {
      return false;
    }
    Matcher run = SECRET.matcher(text);
    while (run.find()) {
      if (isBody(text, run) || isRandom(run.group())) {
        return true;
      }
    }
    return false;
  }

  /** Replaces every long run of digits and letters with {@code [redacted]}. */
  public static String redact(String text) {
    return SECRET.matcher(text).replaceAll("[redacted]");
  }

  private static boolean isBody(String text, Matcher run) {
    return run.end() - run.start() >= MIN_BODY
        && run.start() > 0
        && text.charAt(run.start() - 1) == '_';
  }

  /**
   * Random digits in base 62 nearly always have upper-case and lower-case letters, and a digit or
   * many of both kinds of letters. Hashes in hexadecimal have one kind, and names in camel case
   * have few upper-case letters.
   */
  private static boolean isRandom(String run) {
    long upper = run.chars().filter(Character::isUpperCase).count();
    long lower = run.chars().filter(Character::isLowerCase).count();
    boolean digits = upper + lower < run.length();
    long least = digits ? 1 : run.length() / 4;
    return upper >= least && lower >= least;
  }
}
