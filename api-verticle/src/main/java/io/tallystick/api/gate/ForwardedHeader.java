package io.tallystick.api.gate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the header {@code Forwarded} by the grammar of RFC 7239, section 4. It is strict: what one
 * proxy writes must not look different to the next one.
 *
 * <p>Each line must be complete by itself, so that no quoted string begins in what the caller has
 * sent and ends in what a proxy has added.
 */
final class ForwardedHeader {

  // RFC 9110, sections 5.6.2 and 5.6.4. Characters above 0x7F are obs-text, which no proxy needs.
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final String QUOTED =
      "\"((?:[\\t\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]|\\\\[\\t\\x20-\\x7E])*+)\"";
  private static final Pattern PAIR =
      Pattern.compile("(" + TOKEN + ")=(?:(" + TOKEN + ")|" + QUOTED + ")");
  private static final Pattern SEMICOLON = Pattern.compile(";");
  private static final Pattern COMMA = Pattern.compile("[\\t ]*,[\\t ]*");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

  private final String line;
  private int position;

  private ForwardedHeader(String line) {
    this.line = line;
  }

  /**
   * The value of the parameter {@code for} of each element, from left to right; empty texts for
   * elements without one.
   *
   * <p>RFC 9110, section 5.6.1.2, would ignore an empty element of a list. Here it counts as a hop
   * that does not say who it got the request from.
   *
   * @param lines the lines of the header
   * @throws IllegalArgumentException if a line does not follow the grammar
   */
  static List<String> nodes(List<String> lines) {
    List<String> nodes = new ArrayList<>();
    for (String line : lines) {
      new ForwardedHeader(line).readInto(nodes);
    }
    return nodes;
  }

  private void readInto(List<String> nodes) {
    do {
      nodes.add(element().getOrDefault("for", ""));
    } while (skip(COMMA));
    if (position < line.length()) {
      throw new IllegalArgumentException("no pair, comma or semicolon at " + position);
    }
  }

  /** The parameters of an element by their names, which are case-insensitive. */
  private Map<String, String> element() {
    Map<String, String> parameters = new HashMap<>();
    do {
      Matcher pair = at(PAIR);
      if (pair.lookingAt()) {
        position = pair.end();
        String value =
            pair.group(2) == null ? ESCAPE.matcher(pair.group(3)).replaceAll("$1") : pair.group(2);
        if (parameters.put(pair.group(1).toLowerCase(Locale.ROOT), value) != null) {
          throw new IllegalArgumentException("a parameter occurs twice in one element");
        }
      }
    } while (skip(SEMICOLON));
    return parameters;
  }

  private boolean skip(Pattern separator) {
    Matcher matcher = at(separator);
    if (!matcher.lookingAt()) {
      return false;
    }
    position = matcher.end();
    return true;
  }

  private Matcher at(Pattern pattern) {
    return pattern.matcher(line).region(position, line.length());
  }
}
