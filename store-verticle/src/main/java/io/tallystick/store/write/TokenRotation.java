package io.tallystick.store.write;

import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.Origin;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.RevokeOutcome.NoLiveToken;
import io.tallystick.eventbus.message.RotateOutcome;
import io.tallystick.eventbus.message.RotateOutcome.TokenRotated;
import io.tallystick.eventbus.message.RotateToken;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.RepeatedCall;
import io.tallystick.store.database.Session;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.function.LongConsumer;

/**
 * Replaces tokens, each in a transaction of its own, since that is rare.
 *
 * <p>Lives on one event loop.
 */
public final class TokenRotation {

  private static final String ROTATE =
      """
      select status, issued_at, replaced_expires_at, seq
      from tallystick.rotate_token_v1(
        $1, $2, $3, $4, $5, $6, $7, $8::bigint * interval '1 millisecond', $9, $10, $11, $12, $13, $14, $15)
      """;

  private final Session session;
  private final RepeatedCall call;
  private final LongConsumer committed;

  /**
   * Creates a rotation. It opens no connection yet.
   *
   * @param committed is told of the number of the newest event after each commit
   */
  public TokenRotation(Vertx vertx, Connections connections, LongConsumer committed) {
    this.session = new Session(connections);
    this.call = new RepeatedCall(vertx, session, "The rotation of a token", ROTATE);
    this.committed = committed;
  }

  /**
   * Replaces a token. Fails with REJECTED if nothing was done, and with UNAVAILABLE if it is not
   * known whether it was.
   */
  public Future<RotateOutcome> rotate(RotateToken message) {
    return call.run(parameters(message), message.millisLeft())
        .compose(rows -> outcome(message, rows.iterator().next()));
  }

  private Future<RotateOutcome> outcome(RotateToken message, Row row) {
    return switch (row.getShort("status")) {
      case 0, 1 -> {
        committed.accept(row.getLong("seq"));
        yield Future.succeededFuture(
            new TokenRotated(
                message.event().tokenId(),
                row.getOffsetDateTime("issued_at").toInstant(),
                row.getOffsetDateTime("replaced_expires_at").toInstant(),
                row.getLong("seq")));
      }
      case 2 -> Future.succeededFuture(new NoLiveToken(message.replacedId()));
      default -> Future.failedFuture(Failure.REJECTED.exception());
    };
  }

  private static Tuple parameters(RotateToken message) {
    Issue event = message.event();
    Origin origin = event.origin();
    return Tuple.tuple()
        .addUUID(event.tokenId())
        .addBuffer(Buffer.buffer(event.secretHash().bytes()))
        .addString(event.identity())
        .addOffsetDateTime(event.expiresAt().atOffset(ZoneOffset.UTC))
        .addString(message.label())
        .addString(message.metadata().isEmpty() ? null : Json.encode(message.metadata()))
        .addUUID(message.replacedId())
        .addLong(message.graceMillis())
        .addString(origin.peer())
        .addString(origin.forwarded())
        .addString(origin.actor())
        .addString(origin.requestId())
        .addString(origin.callerRequestId())
        .addString(origin.userAgent())
        .addString(origin.node());
  }

  /** Closes the connection. */
  public Future<Void> close() {
    return session.close();
  }
}
