package io.tallystick.api;

import java.util.regex.Pattern;

/** Finds in a text what may be a token, or enough of one to be a secret. */
final class TokenShape {

  // A prefix's last character, the underscore, and a body that may lack its last few digits.
  private static final Pattern TOKEN =
      Pattern.compile("[0-9A-Za-z]_[0-9A-Za-z]{" + (Token.BODY_DIGITS - 6) + "}");
  // A run that could hold most of a secret's 43 digits, with or without what stands around it.
  private static final Pattern SECRET = Pattern.compile("[0-9A-Za-z]{38,}");

  private TokenShape() {}

  /** Whether a token seems to stand in the text, mistyped or not. */
  static boolean in(String text) {
    return TOKEN.matcher(text).find();
  }

  /** The text with every long run of digits and letters replaced. */
  static String redact(String text) {
    return SECRET.matcher(text).replaceAll("[redacted]");
  }
}
