package io.tallystick.config.value;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Patterns in which {@code *} stands for any characters, or for none. */
final class Wildcard {

  private static final Pattern STAR = Pattern.compile("\\*");

  private Wildcard() {}

  /** Whether a pattern matches a text as a whole. */
  static boolean matches(String pattern, String text) {
    String regex =
        STAR.splitAsStream(pattern + " ").map(Pattern::quote).collect(Collectors.joining(".*"));
    // The blank keeps a '*' at the end.
    return Pattern.compile(regex, Pattern.DOTALL).matcher(text + " ").matches();
  }
}
