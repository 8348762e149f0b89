package io.tallystick.store.read;

import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.ListTokens;
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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads tokens for operators: one by its id, or those of an identity. It has a connection of its
 * own, so that long lists delay nothing else.
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

  private static final String FIND =
      "select %s from tallystick.token where id = $1".formatted(COLUMNS);

  // The bounds are those of a range of the index on (hashtext(identity), id), written so that no
  // other index fits: with "=", the planner could walk along the primary key instead. The range may
  // have a few tokens of other identities.
  private static final String LIST =
      """
      with scanned as materialized (
        select %s
        from tallystick.token
        where (hashtext(identity), id) > (hashtext($1), $2) and hashtext(identity) <= hashtext($1)
        order by hashtext(identity), id
        limit $3
      )
      select s.*, w.scanned, w.last
      from (
        select count(*) as scanned, (select id from scanned order by id desc limit 1) as last
        from scanned
      ) w
      left join lateral (
        select *
        from scanned
        where identity = $1 and ($4::text is null or state = $4)
        order by id
        limit $5
      ) s on true
      order by s.id
      """
          .formatted(COLUMNS);

  private static final UUID BEFORE_ALL = new UUID(0, 0);
  // So that a page takes milliseconds, however few of the tokens are wanted.
  private static final int MAX_SCANNED = 2_000;

  private final Session session;

  /** Creates a reader. It opens no connection yet. */
  public TokenList(Connections connections) {
    this.session = new Session(connections);
  }

  /** Reads the token with an id. Fails with UNAVAILABLE if the database does not answer. */
  public Future<TokensFound> find(FindToken request) {
    return call(FIND, Tuple.of(request.tokenId())).map(rows -> new TokensFound(tokens(rows), null));
  }

  /** Reads tokens of an identity. Fails with UNAVAILABLE if the database does not answer. */
  public Future<TokensFound> list(ListTokens request) {
    // One more than wanted tells whether the list goes on.
    int wanted = request.limit() + 1;
    int scanned = request.state() == null ? wanted : Math.max(wanted, MAX_SCANNED);
    Tuple parameters =
        Tuple.of(
            request.identity(),
            request.after() == null ? BEFORE_ALL : request.after(),
            scanned,
            request.state() == null ? null : request.state().name(),
            wanted);
    return call(LIST, parameters).map(rows -> page(rows, request.limit(), scanned));
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
    // There is always a row, if only with the count.
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
    return new TokenDetails(
        row.getUUID("id"),
        SecretHash.ofBytes(row.getBuffer("secret_hash").getBytes()),
        row.getString("identity"),
        row.getOffsetDateTime("issued_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant(),
        revokedAt == null ? null : revokedAt.toInstant(),
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
