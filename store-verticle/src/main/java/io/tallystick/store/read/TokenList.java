package io.tallystick.store.read;

import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.ListTokens;
import io.tallystick.eventbus.message.ListUnusedTokens;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.eventbus.message.TokenDetails.State;
import io.tallystick.eventbus.message.TokensFound;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.Session;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads tokens for operators: some by their ids, or those of an identity. It has a connection of
 * its own, so that long lists delay nothing else.
 *
 * <p>Lives on one event loop.
 */
public final class TokenList {

  private static final Logger LOG = LoggerFactory.getLogger(TokenList.class);

  private static final String COLUMNS =
      """
      id, secret_hash, identity, issued_at, expires_at, revoked_at, label, metadata,
      case when revoked_at is not null then 'REVOKED'
           when expires_at <= clock_timestamp() then 'EXPIRED'
           else 'LIVE' end as state
      """;

  private static final String LAST_USED =
      "(select u.last_used_at from tallystick.token_use u where u.token_id = %s) as last_used_at";

  private static final String FIND =
      "select %s, %s from tallystick.token where id = any ($1)"
          .formatted(COLUMNS, LAST_USED.formatted("id"));

  // The first parameters are the same: the id before the page, how many tokens to look at, and how
  // many are wanted. The result has at least a row, if only with the count.
  private static final String PAGE =
      """
      with scanned as materialized (
        select %s
        from tallystick.token
        %%s
        limit $2
      )
      select s.*, w.scanned, w.last
      from (
        select count(*) as scanned, (select id from scanned order by id desc limit 1) as last
        from scanned
      ) w
      left join lateral (
        select *
        from (select c.*, %s from scanned c) t
        where %%s
        order by id
        limit $3
      ) s on true
      order by s.id
      """
          .formatted(COLUMNS, LAST_USED.formatted("c.id"));

  // The bounds are those of a range of the index on (hashtext(identity), id), written so that no
  // other index fits: with "=", the planner could walk along the primary key instead. The range may
  // have a few tokens of other identities.
  private static final String OF_IDENTITY =
      """
      where (hashtext(identity), id) > (hashtext($4), $1) and hashtext(identity) <= hashtext($4)
      order by hashtext(identity), id
      """;
  private static final String OF_ALL = "where id > $1 and id < $4 order by id";

  private static final String LIST =
      PAGE.formatted(OF_IDENTITY, "identity = $4 and ($5::text is null or state = $5)");

  // A token that may have been used before uses were recorded counts as used then.
  private static final String UNUSED =
      """
      state = 'LIVE' and issued_at < $5 and coalesce(
        last_used_at, greatest(issued_at, (select at from tallystick.token_use_since))) < $5
      """;
  private static final String LIST_UNUSED =
      PAGE.formatted(OF_IDENTITY, "identity = $4 and " + UNUSED);
  private static final String LIST_ALL_UNUSED = PAGE.formatted(OF_ALL, UNUSED);

  private static final UUID BEFORE_ALL = new UUID(0, 0);
  // So that a page takes milliseconds, however few of the tokens are wanted.
  private static final int MAX_SCANNED = 2_000;

  private static final Duration MAX_SKEW = Duration.ofDays(1);

  private final Session session;

  /** Creates a reader. It opens no connection yet. */
  public TokenList(Connections connections) {
    this.session = new Session(connections);
  }

  /** Reads the token with an id. Fails with UNAVAILABLE if the database does not answer. */
  public Future<TokensFound> find(FindToken request) {
    return find(List.of(request.tokenId())).map(tokens -> new TokensFound(tokens, null));
  }

  /**
   * Reads the tokens with some ids, in any order. Fails with UNAVAILABLE if the database does not
   * answer.
   */
  public Future<List<TokenDetails>> find(List<UUID> ids) {
    return call(FIND, Tuple.of(ids.toArray(UUID[]::new))).map(TokenList::tokens);
  }

  /** Reads tokens of an identity. Fails with UNAVAILABLE if the database does not answer. */
  public Future<TokensFound> list(ListTokens request) {
    // One more than wanted tells whether the list goes on.
    int wanted = request.limit() + 1;
    int scanned = request.state() == null ? wanted : Math.max(wanted, MAX_SCANNED);
    Tuple parameters =
        Tuple.of(
            after(request.after()),
            scanned,
            wanted,
            request.identity(),
            request.state() == null ? null : request.state().name());
    return call(LIST, parameters).map(rows -> page(rows, request.limit(), scanned));
  }

  /**
   * Reads tokens that were not used for long. Fails with UNAVAILABLE if the database does not
   * answer.
   */
  public Future<TokensFound> listUnused(ListUnusedTokens request) {
    int wanted = request.limit() + 1;
    int scanned = Math.max(wanted, MAX_SCANNED);
    OffsetDateTime since = request.since().atOffset(ZoneOffset.UTC);
    UUID after = after(request.after());
    Future<RowSet<Row>> rows =
        request.identity() == null
            ? call(
                LIST_ALL_UNUSED,
                Tuple.of(after, scanned, wanted, firstIdAfter(request.since()), since))
            : call(LIST_UNUSED, Tuple.of(after, scanned, wanted, request.identity(), since));
    return rows.map(found -> page(found, request.limit(), scanned));
  }

  private static UUID after(@Nullable UUID last) {
    return last == null ? BEFORE_ALL : last;
  }

  /**
   * An id that is larger than those of all tokens that were issued before a time. Ids carry the
   * time by the clock of the node that made them (UUIDv7, RFC 9562, section 5.7).
   */
  private static UUID firstIdAfter(Instant time) {
    return new UUID(Math.max(0, time.plus(MAX_SKEW).toEpochMilli()) << 16, 0);
  }

  private Future<RowSet<Row>> call(String sql, Tuple parameters) {
    return session
        .call(sql, parameters)
        .recover(
            cause -> {
              LOG.warn("Tokens cannot be listed: {}", DatabaseFault.describe(cause));
              return Future.failedFuture(Failure.UNAVAILABLE.exception());
            });
  }

  private static TokensFound page(RowSet<Row> rows, int limit, int maxScanned) {
    List<TokenDetails> tokens = tokens(rows);
    if (tokens.size() > limit) {
      List<TokenDetails> page = tokens.subList(0, limit);
      return new TokensFound(page, page.get(limit - 1).tokenId());
    }
    Row any = rows.iterator().next();
    return new TokensFound(
        tokens, any.getLong("scanned") == maxScanned ? any.getUUID("last") : null);
  }

  private static List<TokenDetails> tokens(RowSet<Row> rows) {
    List<TokenDetails> tokens = new ArrayList<>(rows.size());
    for (Row row : rows) {
      if (row.getUUID("id") != null) {
        tokens.add(token(row));
      }
    }
    return tokens;
  }

  private static TokenDetails token(Row row) {
    @Nullable OffsetDateTime revokedAt = row.getOffsetDateTime("revoked_at");
    @Nullable OffsetDateTime lastUsedAt = row.getOffsetDateTime("last_used_at");
    return new TokenDetails(
        row.getUUID("id"),
        SecretHash.ofBytes(row.getBuffer("secret_hash").getBytes()),
        row.getString("identity"),
        row.getOffsetDateTime("issued_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant(),
        revokedAt == null ? null : revokedAt.toInstant(),
        lastUsedAt == null ? null : lastUsedAt.toInstant(),
        row.getString("label"),
        metadata(row.getJsonObject("metadata")),
        State.valueOf(row.getString("state")));
  }

  private static Map<String, String> metadata(@Nullable JsonObject stored) {
    Map<String, String> metadata = new HashMap<>();
    if (stored != null) {
      stored.forEach(entry -> metadata.put(entry.getKey(), String.valueOf(entry.getValue())));
    }
    return metadata;
  }

  /** Closes the connection. */
  public Future<Void> close() {
    return session.close();
  }
}
