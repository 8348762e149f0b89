package io.tallystick.config.value;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a node does. */
public enum Role {
  /** Serves HTTP. */
  API,
  /** Writes to the database and reads from it. */
  STORE,
  /** Writes the event log, and records refused attempts. */
  AUDIT;

  /**
   * Parses a list of roles, separated by commas. Upper and lower case are the same.
   *
   * @return an unmodifiable set
   * @throws IllegalArgumentException if one of them is not a role; the message shows it
   */
  public static Set<Role> parseAll(String text) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : text.split(",", -1)) {
      roles.add(parse(name.strip()));
    }
    return Collections.unmodifiableSet(roles);
  }

  private static Role parse(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + name + "' is not one of them", e);
    }
  }
}
