package io.tallystick.config.value;

import java.util.Locale;

/** Whether callers show a certificate of their own. */
public enum ClientAuthentication {
  /** They are not asked for one. */
  NONE,
  /** They may show one; it must be valid. */
  OPTIONAL,
  /** Without a valid one there is no connection. */
  REQUIRED;

  /**
   * Parses a word in lower case.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static ClientAuthentication parse(String text) {
    for (ClientAuthentication value : values()) {
      if (value.toString().equals(text.strip())) {
        return value;
      }
    }
    throw new IllegalArgumentException();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
