package io.tallystick.config;

import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One setting: what it is called, what it is when nobody names it, and what it takes.
 *
 * @param name dotted name, such as {@code api.port}
 * @param defaultText the value when no source names one; null where the setting is then absent
 * @param allowed what the setting takes, as the end of the sentence "allowed is …"
 * @param secret whether the value must never be shown
 * @param parser from text to value; any {@link IllegalArgumentException} means "not allowed", and
 *     its message, where it has one, adds to {@code allowed}
 * @param valid which of the parsed values are allowed
 */
record Key<T>(
    String name,
    @Nullable String defaultText,
    String allowed,
    boolean secret,
    Function<String, T> parser,
    Predicate<T> valid) {

  static Key<String> text(
      String name, @Nullable String defaultText, String pattern, String allowed) {
    return new Key<>(
        name, defaultText, allowed, false, text -> text, text -> text.matches(pattern));
  }

  static Key<Integer> integer(String name, int defaultValue, int min, int max) {
    return new Key<>(
        name,
        Integer.toString(defaultValue),
        "a whole number from " + min + " to " + max,
        false,
        text -> Integer.valueOf(text.trim()),
        value -> value >= min && value <= max);
  }

  /** Parses and checks; an {@link IllegalArgumentException} says what is allowed instead. */
  T parse(String text) {
    T value;
    try {
      value = parser.apply(text);
    } catch (NumberFormatException e) {
      throw notAllowed(null);
    } catch (IllegalArgumentException e) {
      throw notAllowed(e.getMessage());
    }
    return check(value);
  }

  /** The value itself if it is allowed; the record constructors of this package call it. */
  T check(T value) {
    if (!valid.test(value)) {
      throw notAllowed(null);
    }
    return value;
  }

  /** The environment variable of this key: upper case, every dot and dash an underscore. */
  String environmentName() {
    return SettingsLoader.ENVIRONMENT_PREFIX
        + name.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private IllegalArgumentException notAllowed(@Nullable String reason) {
    return new IllegalArgumentException(
        name + ": allowed is " + allowed + (reason == null ? "" : " (" + reason + ")"));
  }
}
