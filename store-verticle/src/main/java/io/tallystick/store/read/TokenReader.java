package io.tallystick.store.read;

import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.message.IntrospectToken;
import io.tallystick.eventbus.message.TokenState;
import io.tallystick.eventbus.message.TokenState.ActiveToken;
import io.tallystick.eventbus.message.TokenState.InactiveToken;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.GatheredCalls;
import io.tallystick.store.database.Session;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Tells whether tokens are valid, many at once.
 *
 * <p>Each statement is sent after its requests have arrived, to the server that takes writes. So
 * whatever was committed before a request was sent, such as a revocation, is seen.
 *
 * <p>Lives on one event loop.
 */
public final class TokenReader {

  // The primary key is the only index, and the session uses no sequential scan.
  private static final String READ =
      """
      select id, secret_hash, identity, issued_at, expires_at
      from tallystick.token
      where id = any ($1) and revoked_at is null and expires_at > clock_timestamp()
      """;

  private record ValidToken(SecretHash secretHash, ActiveToken state) {}

  private final Session session;
  private final Consumer<UUID> used;
  private final GatheredCalls<IntrospectToken, TokenState> calls;

  /**
   * Creates a reader. It opens no connection yet.
   *
   * @param maxWaiting how many requests may wait
   * @param used takes the id of each token that is used, and must not block
   */
  public TokenReader(Vertx vertx, Connections connections, int maxWaiting, Consumer<UUID> used) {
    this.session = new Session(connections);
    this.used = used;
    this.calls = new GatheredCalls<>(vertx, maxWaiting, "Tokens cannot be read", this::read);
  }

  /**
   * Tells whether a token is valid.
   *
   * @return its state. The future fails as {@link GatheredCalls#submit} says
   */
  public Future<TokenState> introspect(IntrospectToken request) {
    return calls.submit(request, request.millisLeft());
  }

  private Future<List<TokenState>> read(List<IntrospectToken> requests) {
    UUID[] ids = requests.stream().map(IntrospectToken::tokenId).toArray(UUID[]::new);
    return session.call(READ, Tuple.of(ids)).map(rows -> states(requests, rows));
  }

  private List<TokenState> states(List<IntrospectToken> requests, RowSet<Row> rows) {
    Map<UUID, ValidToken> valid = new HashMap<>();
    for (Row row : rows) {
      ValidToken token = validToken(row);
      valid.put(token.state().tokenId(), token);
    }
    List<TokenState> states = new ArrayList<>(requests.size());
    for (IntrospectToken request : requests) {
      ValidToken token = valid.get(request.tokenId());
      // Equality of hashes is found out in constant time.
      if (token != null && token.secretHash().equals(request.secretHash())) {
        states.add(token.state());
        if (!request.silent()) {
          used.accept(request.tokenId());
        }
      } else {
        states.add(new InactiveToken(request.tokenId()));
      }
    }
    return states;
  }

  private static ValidToken validToken(Row row) {
    OffsetDateTime issuedAt = row.getOffsetDateTime(3);
    OffsetDateTime expiresAt = row.getOffsetDateTime(4);
    return new ValidToken(
        SecretHash.ofBytes(row.getBuffer(1).getBytes()),
        new ActiveToken(
            row.getUUID(0), row.getString(2), issuedAt.toInstant(), expiresAt.toInstant()));
  }

  /** Closes the connection. Requests that wait fail with UNAVAILABLE. */
  public Future<Void> close() {
    calls.close();
    return session.close();
  }
}
