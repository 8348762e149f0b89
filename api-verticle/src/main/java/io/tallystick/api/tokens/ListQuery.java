package io.tallystick.api.tokens;

import io.tallystick.api.error.RefusalException;
import io.tallystick.eventbus.message.TokenDetails.State;
import io.tallystick.token.Identity;
import io.tallystick.token.TokenId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The query of {@code GET /v1/tokens}.
 *
 * @param identity whose tokens are listed, as it was sent; null for unused tokens of all
 * @param state the state of the wanted tokens; null if all are wanted
 * @param limit the largest number of tokens in the answer
 * @param after the id after which the list goes on; null for its beginning
 * @param unusedSince the time before which the wanted tokens were last used; null if all are wanted
 */
record ListQuery(
    @Nullable String identity,
    @Nullable State state,
    int limit,
    @Nullable UUID after,
    @Nullable Instant unusedSince) {

  private static final String STATE = "state";
  private static final String LIMIT = "limit";
  private static final String CURSOR = "cursor";
  private static final String UNUSED_SINCE = "unused_since";
  private static final List<String> KNOWN =
      List.of(Query.IDENTITY, STATE, LIMIT, CURSOR, UNUSED_SINCE);
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  /**
   * Reads the query of a URI. Only {@code &} separates parameters.
   *
   * @param now the time before which {@code unused_since} must be
   * @throws RefusalException with a sentence that tells what would be right
   */
  static ListQuery parse(String uri, Instant now) {
    Query query =
        Query.parse(
            uri,
            KNOWN,
            "the parameters are identity, unused_since, state, limit and cursor, each at most once");
    Instant unusedSince = unusedSince(query.get(UNUSED_SINCE), now);
    State state = state(query.get(STATE));
    if (unusedSince != null && state != null && state != State.LIVE) {
      throw Query.bad("unused_since lists live tokens only; leave state out, or send state=live");
    }
    boolean ofAll = unusedSince != null && query.get(Query.IDENTITY) == null;
    return new ListQuery(
        ofAll ? null : query.identity(),
        state,
        limit(query.get(LIMIT)),
        after(query.get(CURSOR)),
        unusedSince);
  }

  /** The same query for the identity in form NFC, in which this build stores it. */
  ListQuery inNfc() {
    return new ListQuery(
        identity == null ? null : Identity.nfc(identity), state, limit, after, unusedSince);
  }

  private static @Nullable Instant unusedSince(@Nullable String text, Instant now) {
    if (text == null) {
      return null;
    }
    try {
      Instant since = OffsetDateTime.parse(text).toInstant();
      if (since.isAfter(Instant.EPOCH) && since.isBefore(now)) {
        return since;
      }
    } catch (DateTimeException e) {
      // The sentence below says what would be right.
    }
    throw Query.bad(
        "unused_since is a time in the past, such as 2026-01-31T12:00:00Z; a plus sign is escaped as"
            + " %2B");
  }

  private static @Nullable State state(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return Stream.of(State.values())
        .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () -> Query.bad("state is live, revoked or expired; without it, all are listed"));
  }

  private static int limit(@Nullable String text) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MAX_LIMIT) {
      throw Query.bad("limit is a whole number from 1 to %d".formatted(MAX_LIMIT));
    }
    return limit;
  }

  private static @Nullable UUID after(@Nullable String text) {
    return text == null
        ? null
        : TokenId.parse(text)
            .orElseThrow(() -> Query.bad("cursor is not what an answer had in its field next"));
  }
}
