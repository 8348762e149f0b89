package io.tallystick.auditor.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as people write them. In Berlin, clocks went back on 25 October 2026 at 3:00 (UTC+2). */
class TimeSpanTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-25T23:30:00.5Z"), ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource({
    "30m, 2026-11-25T23:00:00.5Z",
    "1h, 2026-11-25T22:30:00.5Z",
    "2d, 2026-11-23T23:30:00.5Z",
    "0m, 2026-11-25T23:30:00.5Z",
    "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00.123456Z, 2026-01-31T12:00:00.123456Z",
    "2026-01-31T12:00+05:30, 2026-01-31T06:30:00Z"
  })
  void aPointInTimeDependsOnNoZone(String text, Instant time) {
    assertThat(TimeSpan.parse(text, CLOCK)).isEqualTo(new TimeSpan(time, time, false));
  }

  @ParameterizedTest
  @CsvSource({
    "today, 2026-11-25T23:00:00Z, 2026-11-26T22:59:59.999999999Z",
    "yesterday, 2026-11-24T23:00:00Z, 2026-11-25T22:59:59.999999999Z",
    "2026-07-01, 2026-06-30T22:00:00Z, 2026-07-01T21:59:59.999999999Z",
    // A day of 25 hours, and one of 23.
    "2026-10-25, 2026-10-24T22:00:00Z, 2026-10-25T22:59:59.999999999Z",
    "2026-03-29, 2026-03-28T23:00:00Z, 2026-03-29T21:59:59.999999999Z",
    "2026-11-25T10:00, 2026-11-25T09:00:00Z, 2026-11-25T09:00:00Z",
    "2026-11-25T10:00:01.5, 2026-11-25T09:00:01.5Z, 2026-11-25T09:00:01.5Z",
    // The clocks showed this time twice, and that one never.
    "2026-10-25T02:30, 2026-10-25T00:30:00Z, 2026-10-25T01:30:00Z",
    "2026-03-29T02:30, 2026-03-29T01:30:00Z, 2026-03-29T01:30:00Z"
  })
  void aDayAndATimeWithoutAZoneAreLocal(String text, Instant first, Instant last) {
    assertThat(TimeSpan.parse(text, CLOCK)).isEqualTo(new TimeSpan(first, last, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "1",
        "1w",
        "-1h",
        "1 h",
        "1234567d",
        "2026",
        "2026-02-30",
        "2026-1-1",
        "10:00",
        "2026-11-25 10:00",
        "2026-11-25T25:00",
        "2026-11-25T",
        "2026-11-25Z"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> TimeSpan.parse(text, CLOCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("not '" + text + "'");
  }
}
