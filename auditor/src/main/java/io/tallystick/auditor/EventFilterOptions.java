package io.tallystick.auditor;

import io.tallystick.auditor.search.EventFormat;
import io.tallystick.auditor.search.ReasonConverter;
import io.tallystick.auditor.search.TimeSpan;
import io.tallystick.auditor.search.TokenIdConverter;
import io.tallystick.event.Action;
import io.tallystick.event.Outcome;
import io.tallystick.event.Reason;
import io.tallystick.eventlog.review.EventFilter;
import java.time.Clock;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that select events and their output format. */
final class EventFilterOptions {

  @Option(names = "--identity", paramLabel = "TEXT", description = "Only events of this identity.")
  private @Nullable String identity;

  @Option(
      names = "--identity-prefix",
      paramLabel = "TEXT",
      description = "Only events of identities that begin with this text.")
  private @Nullable String identityPrefix;

  @Option(
      names = "--token-id",
      paramLabel = "ID",
      converter = TokenIdConverter.class,
      description =
          "Only events of the token with this id: a UUID, or the 22 characters after the prefix of a"
              + " token. Those of a token that replaces it, or that was revoked by the order with"
              + " this id, are found too.")
  private @Nullable UUID tokenId;

  @Option(
      names = "--action",
      paramLabel = "issue|revoke|import|revoke_all",
      description = "Only events of this kind.")
  private @Nullable Action action;

  @Option(
      names = "--outcome",
      paramLabel = "success|refused",
      description = "Only events with this outcome.")
  private @Nullable Outcome outcome;

  @Option(
      names = "--reason",
      paramLabel = "CODE",
      converter = ReasonConverter.class,
      description = "Only refused attempts with this reason, such as no_live_token.")
  private @Nullable Reason reason;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "Only events from this address or network, such as 10.0.0.0/8.")
  private @Nullable String address;

  @Option(
      names = "--actor",
      paramLabel = "NAME",
      description = "Only events of callers that have proved to have this name.")
  private @Nullable String actor;

  @Option(
      names = "--request-id",
      paramLabel = "ID",
      description = "Only events of the request with this id, the service's or the caller's own.")
  private @Nullable String requestId;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = {
        "Only events at or after this time: 2026-01-31T12:00:00Z; in the local zone 2026-01-31T12:00,"
            + " 2026-01-31, today or yesterday; 30m, 1h or 2d (ago)."
      })
  private @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only events at or before this time. A day counts to its end.")
  private @Nullable String until;

  @Option(
      names = "--own-time",
      description = {
        "Let --since and --until mean when a node refused an attempt, not when its event was written,"
            + " which may be later. All lines are read then."
      })
  private boolean byOwnTime;

  @Option(
      names = "--format",
      paramLabel = "json|table|csv",
      description = "Print the lines as they are in the log (the default), a table, or CSV.")
  private @Nullable EventFormat format;

  /**
   * The filter that the options describe.
   *
   * @param token the id of a token that was read from standard input; null if none was
   * @param clock what time it is now, and the local zone
   * @param remark takes a sentence about the local zone, if a time depends on it
   * @throws IllegalArgumentException if an option is wrong; the message says what to change
   */
  EventFilter filter(@Nullable UUID token, Clock clock, Consumer<String> remark) {
    if (token != null && tokenId != null) {
      throw new IllegalArgumentException("give either --token-id or --token, not both");
    }
    UUID id = token == null ? tokenId : token;
    TimeSpan from = time("--since", since, clock);
    TimeSpan to = time("--until", until, clock);
    if ((from != null && from.isLocal()) || (to != null && to.isLocal())) {
      remark.accept("Times without a zone are in the local zone, " + clock.getZone() + ".");
    }
    if (from != null && to != null && from.first().isAfter(to.last())) {
      throw new IllegalArgumentException("--since is later than --until");
    }
    return new EventFilter(
        identity,
        identityPrefix,
        id == null ? null : id.toString().toLowerCase(Locale.ROOT),
        action,
        outcome,
        reason,
        address,
        actor,
        requestId,
        from == null ? null : from.first(),
        to == null ? null : to.last(),
        byOwnTime);
  }

  /** Whether an output format was chosen. */
  boolean hasFormat() {
    return format != null;
  }

  EventFormat format() {
    return format == null ? EventFormat.JSON : format;
  }

  private static @Nullable TimeSpan time(String option, @Nullable String text, Clock clock) {
    try {
      return text == null ? null : TimeSpan.parse(text, clock);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }
}
