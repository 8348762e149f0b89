package io.tallystick.config;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a setting is if no source names it.
 *
 * @param inWords what the help and the reference show
 * @param literal whether {@code inWords} is the text itself, and not a description of it
 * @param source gives the text, which is then read and checked like any other; null if the setting
 *     is then absent
 */
record DefaultValue(String inWords, boolean literal, @Nullable Supplier<String> source) {

  private static final String NONE = "none";

  /** The same text on every machine; an empty list is shown as "none". */
  static DefaultValue of(String text) {
    return text.isEmpty()
        ? new DefaultValue(NONE, false, () -> text)
        : new DefaultValue(text, true, () -> text);
  }

  /** A text that depends on the machine. */
  static DefaultValue computed(String inWords, Supplier<String> source) {
    return new DefaultValue(inWords, false, source);
  }

  /** The setting is absent, and the program then does without. */
  static DefaultValue none() {
    return none(NONE);
  }

  /** The setting is absent, and the program then does what {@code inWords} says. */
  static DefaultValue none(String inWords) {
    return new DefaultValue(inWords, false, null);
  }

  /** The text to read, or null if the setting is absent. */
  @Nullable String text() {
    return source == null ? null : source.get();
  }
}
