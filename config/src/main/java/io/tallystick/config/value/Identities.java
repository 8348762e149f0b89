package io.tallystick.config.value;

import java.text.Normalizer;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A set of identities, in Unicode's form NFC.
 *
 * @param names the identities, in alphabetical order
 */
public record Identities(Set<String> names) {

  // So that events can name an operator and its token.
  private static final int MAX_LENGTH = 200;

  /** Copies the set. */
  public Identities {
    names = Collections.unmodifiableSet(new TreeSet<>(names));
  }

  /**
   * Parses a list separated by commas, which may be empty.
   *
   * @throws IllegalArgumentException if one of them is too long; the message shows it
   */
  public static Identities parse(String text) {
    Set<String> names = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        names.add(name(part.strip()));
      }
    }
    return new Identities(names);
  }

  /** Whether an identity, in form NFC, is one of these. */
  public boolean contain(String identity) {
    return names.contains(identity);
  }

  @Override
  public String toString() {
    return String.join(", ", names);
  }

  private static String name(String text) {
    String name = Normalizer.normalize(text, Normalizer.Form.NFC);
    if (name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "'%s' has more than %d characters".formatted(name, MAX_LENGTH));
    }
    return name;
  }
}
