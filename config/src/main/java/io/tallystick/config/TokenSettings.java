package io.tallystick.config;

import io.tallystick.config.value.Durations;
import java.time.Duration;
import java.util.List;

/**
 * Settings of new tokens. Tokens that were issued with other settings stay valid. Immutable, read
 * and checked.
 */
public final class TokenSettings {

  static final SettingGroup GROUP = new SettingGroup();

  private static final String CENTURY = "36525d";

  /** The longest lifetime that {@link #maxLifetime} can be. */
  public static final Duration LONGEST_LIFETIME = Durations.parse(CENTURY);

  private final Values values;

  TokenSettings(Values values) {
    this.values = values;
  }

  private static final Setting<String> PREFIX =
      GROUP.add(
          "tokens.prefix",
          SettingType.text(
              "(?=.{1,20}\\z)[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*",
              "1 to 20 letters, digits and single underscores, first a letter"),
          DefaultValue.of("tally"),
          "The text before the last underscore of each new token. Tokens with another prefix stay"
              + " valid.");

  /** The text before the last underscore of a token. */
  public String prefix() {
    return values.get(PREFIX);
  }

  private static final Setting<Duration> DEFAULT_LIFETIME =
      GROUP.add(
          "tokens.default-lifetime",
          SettingType.duration("1s", CENTURY),
          DefaultValue.of("90d"),
          "The lifetime of a token if its request names no expiry.");

  /** The lifetime of a token if its request has no expiry. */
  public Duration defaultLifetime() {
    return values.get(DEFAULT_LIFETIME);
  }

  private static final Setting<Duration> MAX_LIFETIME =
      GROUP.add(
          "tokens.max-lifetime",
          SettingType.duration("1s", CENTURY),
          DefaultValue.of("366d"),
          "The longest lifetime that a request may ask for. It should be the same on all nodes: the"
              + " store refuses what is longer.");

  /** The longest lifetime that a request may ask for. */
  public Duration maxLifetime() {
    return values.get(MAX_LIFETIME);
  }

  // Longer than a request may be retried. Otherwise, a purged token could be issued again.
  private static final Setting<Duration> RETENTION =
      GROUP.add(
          "tokens.retention",
          SettingType.duration("10m", CENTURY),
          DefaultValue.of("30d"),
          "The time for which a token is kept in the database after it has expired or was"
              + " revoked.");

  /** The time for which a token is kept after it has expired or was revoked. */
  public Duration retention() {
    return values.get(RETENTION);
  }

  private static final Setting<Duration> LAST_USED =
      GROUP.add(
          "tokens.last-used",
          SettingType.durationOrOff("1m", "30d"),
          DefaultValue.of("1h"),
          "How exactly it is recorded when a token was last used: at most so long after the recorded"
              + " time. If it is off, no uses are recorded. All nodes should have the same.");

  /** How late a recorded last use may be at most; zero if no uses are recorded. */
  public Duration lastUsed() {
    return values.get(LAST_USED);
  }

  /** A sentence for each contradiction between these settings. */
  List<String> contradictions() {
    return defaultLifetime().compareTo(maxLifetime()) <= 0
        ? List.of()
        : List.of(
            "tokens.default-lifetime: %s is longer than tokens.max-lifetime, which is %s"
                .formatted(Durations.format(defaultLifetime()), Durations.format(maxLifetime())));
  }

  @Override
  public String toString() {
    return values.show(GROUP.all());
  }
}
