package io.tallystick.config.value;

import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A set of DNS host names, in lower case, since names do not depend on case (RFC 4343).
 *
 * @param names the names, in alphabetical order
 */
public record HostNames(Set<String> names) {

  private static final int MAX_LENGTH = 253;
  // RFC 1123, section 2.1, and the underscore, which names of containers may have.
  private static final String LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");

  /** Copies the set. */
  public HostNames {
    names = Collections.unmodifiableSet(new TreeSet<>(names));
  }

  /**
   * Parses a list separated by commas.
   *
   * @throws IllegalArgumentException if one of them is not a host name; the message shows it
   */
  public static HostNames parse(String text) {
    Set<String> names = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        names.add(name(part.trim()));
      }
    }
    return new HostNames(names);
  }

  /** Whether a host name is one of these, in upper or lower case. */
  public boolean contain(String host) {
    return names.contains(host.toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return String.join(", ", names);
  }

  private static String name(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.length() > MAX_LENGTH || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a host name without scheme and port");
    }
    return name;
  }
}
