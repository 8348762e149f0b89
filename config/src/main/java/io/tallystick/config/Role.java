package io.tallystick.config;

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
  /** Writes the event log, and sees to the events of refused attempts. */
  AUDIT;

  /** The roles of a list with commas. */
  static Set<Role> parseAll(String text) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : text.split(",", -1)) {
      roles.add(valueOf(name.strip().toUpperCase(Locale.ROOT)));
    }
    return Collections.unmodifiableSet(roles);
  }
}
