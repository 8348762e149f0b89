package io.tallystick.config;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.Durations;
import io.tallystick.config.value.HostNames;
import io.tallystick.config.value.Networks;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which texts a setting allows, and how a text becomes a value.
 *
 * @param allowed the allowed texts, as the end of the sentence "allowed is …"
 * @param example values that are allowed, as the end of "such as …"; may be empty
 * @param secret whether a value must never be shown
 * @param parser from text to a value that is allowed. An {@link IllegalArgumentException} means
 *     "not allowed", and its message, if it has one, gives the reason. For a secret type, the
 *     message must not repeat the text
 */
record SettingType<T>(String allowed, String example, boolean secret, Function<String, T> parser) {

  /** A type that is not secret. */
  static <T> SettingType<T> of(String allowed, String example, Function<String, T> parser) {
    return new SettingType<>(allowed, example, false, parser);
  }

  /** A text that a regular expression matches as a whole. */
  static SettingType<String> text(String regex, String allowed) {
    Pattern pattern = Pattern.compile(regex);
    return of(allowed, "", text -> require(text, pattern.matcher(text).matches()));
  }

  /** A whole number from {@code min} to {@code max}, both included. */
  static SettingType<Integer> integer(int min, int max) {
    return of(
        "a whole number from " + min + " to " + max,
        "",
        text -> {
          int value = Integer.parseInt(text.trim());
          return require(value, value >= min && value <= max);
        });
  }

  /** A duration from {@code min} to {@code max}, both included, as {@link Durations} parses it. */
  static SettingType<Duration> duration(String min, String max) {
    Duration shortest = Durations.parse(min);
    Duration longest = Durations.parse(max);
    return of(
        "a duration from " + Durations.format(shortest) + " to " + Durations.format(longest),
        "500ms, 10s, 15m, 12h, 90d or PT1H30M",
        text -> {
          Duration value = Durations.parse(text);
          return require(value, value.compareTo(shortest) >= 0 && value.compareTo(longest) <= 0);
        });
  }

  /** As {@link #duration}, or {@code off} or zero, which both mean {@link Duration#ZERO}. */
  static SettingType<Duration> durationOrOff(String min, String max) {
    SettingType<Duration> on = duration(min, max);
    return of(
        on.allowed() + ", or off",
        "10m, 1h or 1d",
        text ->
            List.of("off", "0", "0s").contains(text.strip())
                ? Duration.ZERO
                : on.parser().apply(text));
  }

  /** {@code true} or {@code false}. */
  static SettingType<Boolean> bool() {
    return of(
        "true or false",
        "",
        text -> {
          String word = text.trim();
          return require(word, word.equals("true") || word.equals("false")).equals("true");
        });
  }

  /** The path of a file or directory, which need not exist. */
  static SettingType<Path> path(String allowed) {
    return of(allowed, "", SettingType::toPath);
  }

  /** Networks, separated by commas. */
  static SettingType<Networks> networks() {
    return of("a list of networks in CIDR form", "10.0.0.0/8 or fc00::/7", Networks::parse);
  }

  /** Host names, separated by commas. */
  static SettingType<HostNames> hostNames() {
    return of("a list of host names", "tokens.example.org", HostNames::parse);
  }

  /** The URL of a database. It is secret, since it may contain a password. */
  static SettingType<DatabaseUrl> databaseUrl() {
    return new SettingType<>(DatabaseUrl.FORM, "", true, DatabaseUrl::parse);
  }

  /**
   * Parses and checks a text.
   *
   * @throws IllegalArgumentException saying what is allowed instead
   */
  T parse(String text) {
    try {
      return parser.apply(text);
    } catch (NumberFormatException e) {
      throw notAllowed(null);
    } catch (IllegalArgumentException e) {
      throw notAllowed(e.getMessage());
    }
  }

  private IllegalArgumentException notAllowed(@Nullable String reason) {
    return new IllegalArgumentException(
        "allowed is "
            + allowed
            + (example.isEmpty() ? "" : ", such as " + example)
            + (reason == null ? "" : " (" + reason + ")"));
  }

  private static <V> V require(V value, boolean isAllowed) {
    if (!isAllowed) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  private static Path toPath(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("it is empty");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      @Nullable String reason = e.getReason();
      throw new IllegalArgumentException(reason, e);
    }
  }
}
