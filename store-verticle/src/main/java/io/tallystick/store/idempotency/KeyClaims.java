package io.tallystick.store.idempotency;

import io.tallystick.eventbus.message.ClaimKey;
import io.tallystick.eventbus.message.IssueTerms;
import io.tallystick.eventbus.message.KeyClaimed;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.GatheredCalls;
import io.tallystick.store.database.Session;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Keeps what was first sent under an idempotency key, many keys at once.
 *
 * <p>A key is kept for half of the time at most for which dead tokens are kept. Otherwise a token
 * that was revoked and purged would be written again, if its request is sent again.
 *
 * <p>Lives on one event loop.
 */
public final class KeyClaims {

  private static final String CLAIM =
      """
      select fingerprint, nonce, key_id, claimed_at, prefix, default_lifetime_ms, max_lifetime_ms,
             strict_body
      from tallystick.claim_idempotency_keys_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """;
  private static final HexFormat HEX = HexFormat.of();

  private final Session session;
  private final GatheredCalls<ClaimKey, KeyClaimed> calls;
  private final Duration maxWindow;

  /**
   * Creates an empty queue of claims. It opens no connection yet.
   *
   * @param maxWaiting how many claims may wait
   * @param retention how long dead tokens are kept
   */
  public KeyClaims(Vertx vertx, Connections connections, int maxWaiting, Duration retention) {
    this.session = new Session(connections);
    this.calls =
        new GatheredCalls<>(vertx, maxWaiting, "Idempotency keys cannot be kept", this::call);
    this.maxWindow = retention.dividedBy(2);
  }

  /**
   * Keeps a key, unless it is kept already.
   *
   * @return what is kept. The future fails as {@link GatheredCalls#submit} says
   */
  public Future<KeyClaimed> claim(ClaimKey message) {
    return calls.submit(message, message.millisLeft());
  }

  private Future<List<KeyClaimed>> call(List<ClaimKey> claims) {
    Tuple parameters =
        Tuple.tuple()
            .addValue(array(claims, Buffer[]::new, claim -> bytes(claim.scope())))
            .addValue(array(claims, Buffer[]::new, claim -> bytes(claim.fingerprint())))
            .addValue(array(claims, Buffer[]::new, claim -> bytes(claim.nonce())))
            .addValue(array(claims, String[]::new, ClaimKey::keyId))
            .addValue(
                array(claims, OffsetDateTime[]::new, claim -> claim.at().atOffset(ZoneOffset.UTC)))
            .addValue(array(claims, String[]::new, claim -> claim.terms().prefix()))
            .addValue(array(claims, Long[]::new, claim -> claim.terms().defaultLifetimeMillis()))
            .addValue(array(claims, Long[]::new, claim -> claim.terms().maxLifetimeMillis()))
            .addValue(array(claims, Boolean[]::new, claim -> claim.terms().strictBody()))
            .addValue(array(claims, Double[]::new, this::windowSeconds));
    return session.call(CLAIM, parameters).map(KeyClaims::claimed);
  }

  private double windowSeconds(ClaimKey claim) {
    return Math.min(maxWindow.toMillis(), claim.windowMillis()) / 1_000.0;
  }

  private static List<KeyClaimed> claimed(RowSet<Row> rows) {
    List<KeyClaimed> claimed = new ArrayList<>(rows.size());
    for (Row row : rows) {
      claimed.add(
          new KeyClaimed(
              HEX.formatHex(row.getBuffer(0).getBytes()),
              HEX.formatHex(row.getBuffer(1).getBytes()),
              row.getString(2),
              row.getOffsetDateTime(3).toInstant(),
              new IssueTerms(row.getString(4), row.getLong(5), row.getLong(6), row.getBoolean(7))));
    }
    return claimed;
  }

  private static <T> T[] array(
      List<ClaimKey> claims, IntFunction<T[]> newArray, Function<ClaimKey, T> value) {
    return claims.stream().map(value).toArray(newArray);
  }

  private static Buffer bytes(String hex) {
    return Buffer.buffer(HEX.parseHex(hex));
  }

  /** Closes the connection. Claims that wait fail with UNAVAILABLE. */
  public Future<Void> close() {
    calls.close();
    return session.close();
  }
}
