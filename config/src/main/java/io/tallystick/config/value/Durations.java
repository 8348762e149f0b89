package io.tallystick.config.value;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of durations in settings: a number with a unit, or ISO 8601. */
public final class Durations {

  private static final Pattern NUMBER_WITH_UNIT = Pattern.compile("(\\d{1,18})\\s*(ms|s|m|h|d)");

  private Durations() {}

  /**
   * Parses a duration, such as {@code 500ms}, {@code 90d} or {@code PT1H30M}.
   *
   * @throws IllegalArgumentException if the text is not a duration
   */
  public static Duration parse(String text) {
    Matcher matcher = NUMBER_WITH_UNIT.matcher(text.trim());
    try {
      return matcher.matches()
          ? Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2)))
          : Duration.parse(text.trim());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("it has no known unit", e);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("it is too long", e);
    }
  }

  private static ChronoUnit unit(String name) {
    return switch (name) {
      case "ms" -> ChronoUnit.MILLIS;
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      default -> ChronoUnit.DAYS;
    };
  }

  /** The shortest text from which {@link #parse} makes this duration. */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    long millis = duration.toMillis();
    if (millis < 0 || !duration.equals(Duration.ofMillis(millis))) {
      return duration.toString();
    }
    if (millis % 86_400_000 == 0) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }
}
