package io.tallystick.auditor.search;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as people write it: a day, or a point in time. A search since it begins with its first
 * instant, and a search until it ends with its last one.
 *
 * @param first the first instant
 * @param last the last instant, inclusive; that of a point in time is its first one, unless the
 *     local clocks showed this time twice
 * @param isLocal whether it depends on the local time zone
 */
public record TimeSpan(Instant first, Instant last, boolean isLocal) {

  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([mhd])");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final Pattern TIME_WITHOUT_ZONE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+");

  /**
   * Reads {@code 30m}, {@code 1h} or {@code 2d} (minutes, hours or days of 24 hours ago), {@code
   * today}, {@code yesterday}, a day such as {@code 2026-01-31} or a time such as {@code
   * 2026-01-31T12:00} in the local zone, or a time with its zone, such as {@code
   * 2026-01-31T12:00:00Z}.
   *
   * @param clock what time it is now, and the local zone
   * @throws IllegalArgumentException if the text is none of these; the message lists them
   */
  public static TimeSpan parse(String text, Clock clock) {
    try {
      Matcher ago = AGO.matcher(text);
      if (ago.matches()) {
        return at(clock.instant().minus(length(ago)), clock.instant().minus(length(ago)), false);
      }
      LocalDate today = LocalDate.now(clock);
      ZoneId zone = clock.getZone();
      return switch (text) {
        case "today" -> day(today, zone);
        case "yesterday" -> day(today.minusDays(1), zone);
        default -> written(text, zone);
      };
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "a time looks like 2026-01-31T12:00:00Z, 2026-01-31T12:00, 2026-01-31, today, yesterday,"
              + " or 30m, 1h or 2d (ago), not '%s'".formatted(text),
          e);
    }
  }

  private static Duration length(Matcher ago) {
    long number = Long.parseLong(ago.group(1));
    return switch (ago.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static TimeSpan written(String text, ZoneId zone) {
    if (DAY.matcher(text).matches()) {
      return day(LocalDate.parse(text), zone);
    }
    if (TIME_WITHOUT_ZONE.matcher(text).matches()) {
      LocalDateTime time = LocalDateTime.parse(text);
      return at(
          time.atZone(zone).withEarlierOffsetAtOverlap().toInstant(),
          time.atZone(zone).withLaterOffsetAtOverlap().toInstant(),
          true);
    }
    Instant time = OffsetDateTime.parse(text).toInstant();
    return at(time, time, false);
  }

  private static TimeSpan day(LocalDate day, ZoneId zone) {
    return at(
        day.atStartOfDay(zone).toInstant(),
        day.plusDays(1).atStartOfDay(zone).toInstant().minusNanos(1),
        true);
  }

  private static TimeSpan at(Instant first, Instant last, boolean isLocal) {
    return new TimeSpan(first, last, isLocal);
  }
}
