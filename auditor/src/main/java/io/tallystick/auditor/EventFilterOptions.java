package io.tallystick.auditor;

import io.tallystick.event.Action;
import io.tallystick.event.Outcome;
import io.tallystick.eventlog.review.EventFilter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which events are looked for, and how they are shown. */
final class EventFilterOptions {

  /** How events are shown. */
  enum Format {
    JSON,
    TABLE
  }

  @Option(names = "--identity", paramLabel = "TEXT", description = "Of this identity alone.")
  private @Nullable String identity;

  @Option(names = "--token-id", paramLabel = "UUID", description = "Of this token alone.")
  private @Nullable UUID tokenId;

  @Option(names = "--action", paramLabel = "issue|revoke", description = "Of this kind alone.")
  private @Nullable Action action;

  @Option(
      names = "--outcome",
      paramLabel = "success|refused",
      description = "That ended like this alone.")
  private @Nullable Outcome outcome;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "From this address or network, such as 10.0.0.0/8, alone.")
  private @Nullable String address;

  @Option(names = "--since", paramLabel = "TIME", description = "Not before 2026-01-31T12:00:00Z.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Not after this time.")
  private @Nullable String until;

  @Option(
      names = "--format",
      paramLabel = "json|table",
      description = "The lines themselves (the default), or a table.")
  private Format format = Format.JSON;

  /** The filter; an {@link IllegalArgumentException} says what is wrong with an option. */
  EventFilter filter(@Nullable UUID token) {
    if (token != null && tokenId != null) {
      throw new IllegalArgumentException("name a token's id, or give the token, not both");
    }
    UUID id = token == null ? tokenId : token;
    return new EventFilter(
        identity,
        id == null ? null : id.toString().toLowerCase(Locale.ROOT),
        action,
        outcome,
        address,
        time("--since", since),
        time("--until", until));
  }

  Format format() {
    return format;
  }

  private static @Nullable Instant time(String option, @Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          option + " takes a time such as 2026-01-31T12:00:00Z, not " + text, e);
    }
  }
}
