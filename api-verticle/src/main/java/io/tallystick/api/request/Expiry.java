package io.tallystick.api.request;

import io.tallystick.api.error.RefusalException;
import io.tallystick.event.Defect;
import io.tallystick.eventbus.message.IssueTerms;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Computes the expiry of a token from the two fields in which a caller may send it. */
final class Expiry {

  // 1980-01-01. A caller that sends a smaller number as a date most likely means a lifetime.
  private static final long EARLIEST_PLAUSIBLE_EPOCH_SECOND = 315_532_800L;
  // About three million years: longer than any lifetime, and too short to overflow an Instant.
  private static final double MAX_SECONDS = 1e14;

  private final IssueTerms terms;
  private final Instant now;

  Expiry(IssueTerms terms, Instant now) {
    this.terms = terms;
    this.now = now;
  }

  /**
   * The expiry of a token, to the millisecond. The request has it as {@code expiration}, which is a
   * date-time (RFC 3339, section 5.6) or seconds since 1970, or as {@code expires_in}, which is
   * seconds from now. Without either, it is the default.
   *
   * @throws RefusalException if the value is not valid, is in the past, or is too far in the future
   */
  Instant of(JsonObject json) {
    Object expiration = json.getValue("expiration");
    Object expiresIn = json.getValue("expires_in");
    if (expiration != null && expiresIn != null) {
      throw new RefusalException(Defect.EXPIRY_TWICE, "send expiration or expires_in, not both");
    }
    if (expiration != null) {
      return check("expiration", instant(expiration));
    }
    if (expiresIn != null) {
      return check("expires_in", now.plus(lifetime(expiresIn)));
    }
    return toMillis(now.plus(terms.defaultLifetime()));
  }

  private Instant check(String field, Instant expiresAt) {
    if (!expiresAt.isAfter(now)) {
      throw new RefusalException(
          Defect.EXPIRY_PAST, "%s is not in the future: it is %s".formatted(field, expiresAt));
    }
    Instant latest = now.plus(terms.maxLifetime());
    if (expiresAt.isAfter(latest)) {
      throw new RefusalException(
          Defect.EXPIRY_TOO_FAR,
          "%s is too far away; a token lives for at most %d seconds, until %s if issued now"
              .formatted(field, terms.maxLifetime().toSeconds(), toMillis(latest)));
    }
    return toMillis(expiresAt);
  }

  /** The time that a value of {@code expiration} stands for. */
  static Instant instant(Object expiration) {
    if (expiration instanceof Number number) {
      return epoch(number);
    }
    if (expiration instanceof String text) {
      try {
        // RFC 3339, section 5.6, allows lower-case letters, and a space between date and time.
        return OffsetDateTime.parse(text.trim().toUpperCase(Locale.ROOT).replace(' ', 'T'))
            .toInstant();
      } catch (DateTimeException e) {
        throw new RefusalException(
            Defect.EXPIRY_NOT_TIME,
            "expiration is no date-time with an offset, such as 2030-01-31T12:00:00Z, and no"
                + " number of seconds since 1970; expires_in takes seconds from now");
      }
    }
    throw new RefusalException(
        Defect.EXPIRY_NOT_TIME,
        "expiration must be a date-time such as \"2030-01-31T12:00:00Z\", or seconds since 1970");
  }

  private static Instant epoch(Number number) {
    Duration sinceEpoch = seconds("expiration", number);
    Instant instant = Instant.EPOCH.plus(sinceEpoch);
    if (Math.abs(sinceEpoch.toSeconds()) < EARLIEST_PLAUSIBLE_EPOCH_SECOND) {
      throw new RefusalException(
          Defect.EXPIRY_NOT_TIME,
          "expiration counts seconds since 1970, so %s is %s; expires_in takes seconds from now"
              .formatted(number, instant));
    }
    return instant;
  }

  private static Duration lifetime(Object expiresIn) {
    if (!(expiresIn instanceof Number number)) {
      throw new RefusalException(
          Defect.EXPIRY_NOT_TIME, "expires_in must be a number of seconds from now, such as 3600");
    }
    Duration lifetime = seconds("expires_in", number);
    if (lifetime.isNegative() || lifetime.isZero()) {
      throw new RefusalException(
          Defect.EXPIRY_PAST, "expires_in must be more than 0 seconds from now, such as 3600");
    }
    return lifetime;
  }

  private static Duration seconds(String field, Number number) {
    if (!Double.isFinite(number.doubleValue()) || Math.abs(number.doubleValue()) > MAX_SECONDS) {
      throw new RefusalException(
          Defect.EXPIRY_NOT_TIME, "%s is not a time: it is too large".formatted(field));
    }
    BigDecimal seconds = new BigDecimal(number.toString());
    return Duration.ofMillis(seconds.scaleByPowerOfTen(3).longValue());
  }

  private static Instant toMillis(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS);
  }
}
