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
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that select events and their output format. */
final class EventFilterOptions {

  /** The output format of events. */
  enum Format {
    JSON,
    TABLE
  }

  /** Reads a UUID in its only form, 36 characters. Its error says what one looks like. */
  private static final class UuidConverter implements ITypeConverter<UUID> {
    @Override
    public UUID convert(String text) {
      if (!text.matches("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}")) {
        throw new TypeConversionException(
            "a token id looks like 01a21387-5069-7d34-8b32-66ee96c95e4a, not '" + text + "'");
      }
      return UUID.fromString(text);
    }
  }

  @Option(names = "--identity", paramLabel = "TEXT", description = "Only events of this identity.")
  private @Nullable String identity;

  @Option(
      names = "--token-id",
      paramLabel = "UUID",
      converter = UuidConverter.class,
      description = "Only events of the token with this id.")
  private @Nullable UUID tokenId;

  @Option(
      names = "--action",
      paramLabel = "issue|revoke",
      description = "Only events of this kind.")
  private @Nullable Action action;

  @Option(
      names = "--outcome",
      paramLabel = "success|refused",
      description = "Only events with this outcome.")
  private @Nullable Outcome outcome;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "Only events from this address or network, such as 10.0.0.0/8.")
  private @Nullable String address;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only events at or after this time, such as 2026-01-31T12:00:00Z.")
  private @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only events at or before this time.")
  private @Nullable String until;

  @Option(
      names = "--format",
      paramLabel = "json|table",
      description = "Print the lines as they are in the log (the default), or a table.")
  private Format format = Format.JSON;

  /**
   * The filter that the options describe.
   *
   * @param token the id of a token that was read from standard input; null if none was
   * @throws IllegalArgumentException if an option is wrong; the message says what to change
   */
  EventFilter filter(@Nullable UUID token) {
    if (token != null && tokenId != null) {
      throw new IllegalArgumentException("give either --token-id or --token, not both");
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
