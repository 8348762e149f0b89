package io.tallystick.config;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The default of a setting, which is used if no source has the setting.
 *
 * @param inWords what the help and the reference show
 * @param literal whether {@code inWords} is the text itself, and not a description of it
 * @param source supplies the text, which is parsed and checked like any other; null if the setting
 *     has no default
 */
record DefaultValue(String inWords, boolean literal, @Nullable Supplier<String> source) {

  private static final String NONE = "none";

  /** A text that is the same on every machine. An empty list is shown as "none". */
  static DefaultValue of(String text) {
    return text.isEmpty()
        ? new DefaultValue(NONE, false, () -> text)
        : new DefaultValue(text, true, () -> text);
  }

  /** A text that depends on the machine. */
  static DefaultValue computed(String inWords, Supplier<String> source) {
    return new DefaultValue(inWords, false, source);
  }

  /** No default: the setting may be absent. */
  static DefaultValue none() {
    return none(NONE);
  }

  /** No default: if the setting is absent, the program does what {@code inWords} says. */
  static DefaultValue none(String inWords) {
    return new DefaultValue(inWords, false, null);
  }

  /** The text to parse; null if there is no default. */
  @Nullable String text() {
    return source == null ? null : source.get();
  }
}
