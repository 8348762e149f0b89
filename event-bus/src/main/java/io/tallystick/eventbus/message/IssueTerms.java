package io.tallystick.eventbus.message;

import java.time.Duration;
import java.util.Objects;

/**
 * The settings that an answer with a new token depends on.
 *
 * @param prefix the text before the last underscore of the token
 * @param defaultLifetimeMillis the lifetime of a token if its request has no expiry, in
 *     milliseconds
 * @param maxLifetimeMillis the longest lifetime that a request may ask for, in milliseconds
 * @param strictBody whether unknown fields and wrong notes of an issue are refused, and not only
 *     warned of
 */
public record IssueTerms(
    String prefix, long defaultLifetimeMillis, long maxLifetimeMillis, boolean strictBody) {

  /**
   * Checks that nothing is missing.
   *
   * @throws NullPointerException if it is
   */
  public IssueTerms {
    Objects.requireNonNull(prefix);
  }

  /** The lifetime of a token if its request has no expiry. */
  public Duration defaultLifetime() {
    return Duration.ofMillis(defaultLifetimeMillis);
  }

  /** The longest lifetime that a request may ask for. */
  public Duration maxLifetime() {
    return Duration.ofMillis(maxLifetimeMillis);
  }
}
