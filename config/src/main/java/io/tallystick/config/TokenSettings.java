package io.tallystick.config;

import java.time.Duration;

/**
 * Settings of the tokens that are issued; those issued under other settings stay valid.
 *
 * @param prefix text before the first underscore
 * @param defaultLifetime of a token whose request names no expiry
 * @param maxLifetime the longest that a request may ask for
 * @param retention how long a token is kept after it has expired or was revoked
 */
public record TokenSettings(
    String prefix, Duration defaultLifetime, Duration maxLifetime, Duration retention) {

  public TokenSettings {
    Keys.TOKENS_PREFIX.check(prefix);
    Keys.TOKENS_DEFAULT_LIFETIME.check(defaultLifetime);
    Keys.TOKENS_MAX_LIFETIME.check(maxLifetime);
    Keys.TOKENS_RETENTION.check(retention);
    if (defaultLifetime.compareTo(maxLifetime) > 0) {
      throw new IllegalArgumentException(
          "tokens.default-lifetime: %s is longer than tokens.max-lifetime, which is %s"
              .formatted(Durations.format(defaultLifetime), Durations.format(maxLifetime)));
    }
  }
}
