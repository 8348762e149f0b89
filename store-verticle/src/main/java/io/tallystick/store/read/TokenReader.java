package io.tallystick.store.read;

import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.IntrospectToken;
import io.tallystick.eventbus.message.TokenState;
import io.tallystick.eventbus.message.TokenState.ActiveToken;
import io.tallystick.eventbus.message.TokenState.InactiveToken;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.RetryDelay;
import io.tallystick.store.database.Session;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether tokens are valid. Requests that arrive while the database is asked go together in
 * the next statement, so a single request never waits for others.
 *
 * <p>Each statement is sent after its requests have arrived, to the server that takes writes. So
 * whatever was committed before a request was sent, such as a revocation, is seen.
 *
 * <p>If the database does not answer, requests are sent again until their callers wait no more.
 *
 * <p>Lives on one event loop.
 */
public final class TokenReader {

  private static final Logger LOG = LoggerFactory.getLogger(TokenReader.class);

  // The primary key is the only index, and the session uses no sequential scan.
  private static final String READ =
      """
      select id, secret_hash, identity, issued_at, expires_at
      from tallystick.token
      where id = any ($1) and revoked_at is null and expires_at > clock_timestamp()
      """;
  private static final int MAX_BATCH = 1_000;
  private static final int MAX_STATEMENTS = 2;
  // A statement has a fixed cost, so a small one is not worth sending behind another.
  private static final int MIN_SECOND_BATCH = 32;

  private record Waiting(IntrospectToken request, Promise<TokenState> reply, long deadlineNanos) {

    boolean isExpired() {
      return System.nanoTime() - deadlineNanos >= 0;
    }
  }

  private record ValidToken(SecretHash secretHash, ActiveToken state) {}

  private final Vertx vertx;
  private final Session session;
  private final int maxWaiting;
  private final Consumer<UUID> used;
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private int statements;
  private int failuresInARow;
  private boolean closed;

  /**
   * Creates a reader. It opens no connection yet.
   *
   * @param maxWaiting how many requests may wait
   * @param used takes the id of each token that is used, and must not block
   */
  public TokenReader(Vertx vertx, Connections connections, int maxWaiting, Consumer<UUID> used) {
    this.vertx = vertx;
    this.session = new Session(connections);
    this.maxWaiting = maxWaiting;
    this.used = used;
  }

  /**
   * Tells whether a token is valid.
   *
   * @return its state. The future fails with OVERLOADED if too many requests wait, and with
   *     UNAVAILABLE if the database does not answer while the caller waits, or if this is closed
   */
  public Future<TokenState> introspect(IntrospectToken request) {
    if (closed) {
      return Future.failedFuture(Failure.UNAVAILABLE.exception());
    }
    if (queue.size() >= maxWaiting) {
      return Future.failedFuture(Failure.OVERLOADED.exception());
    }
    long nanosLeft = TimeUnit.MILLISECONDS.toNanos(request.millisLeft());
    Waiting waiting = new Waiting(request, Promise.promise(), System.nanoTime() + nanosLeft);
    queue.add(waiting);
    readNext();
    return waiting.reply().future();
  }

  private void readNext() {
    while (!queue.isEmpty()
        && (statements == 0 || (statements < MAX_STATEMENTS && queue.size() >= MIN_SECOND_BATCH))) {
      read(take());
    }
  }

  private List<Waiting> take() {
    List<Waiting> batch = new ArrayList<>(Math.min(queue.size(), MAX_BATCH));
    while (batch.size() < MAX_BATCH && !queue.isEmpty()) {
      batch.add(queue.remove());
    }
    return batch;
  }

  private void read(List<Waiting> batch) {
    statements++;
    UUID[] ids = batch.stream().map(waiting -> waiting.request().tokenId()).toArray(UUID[]::new);
    session
        .call(READ, Tuple.of(ids))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                failuresInARow = 0;
                statements--;
                answer(batch, done.result());
                readNext();
              } else {
                readAgain(batch, done.cause());
              }
            });
  }

  private void readAgain(List<Waiting> batch, Throwable cause) {
    if (failuresInARow == 0) {
      LOG.warn("Tokens cannot be read ({}); trying again", DatabaseFault.describe(cause));
    }
    vertx
        .timer(RetryDelay.millis(failuresInARow++))
        .onComplete(
            paused -> {
              statements--;
              queue.addAll(batch);
              queue.removeIf(this::failIfExpired);
              readNext();
            });
  }

  private boolean failIfExpired(Waiting waiting) {
    boolean expired = closed || waiting.isExpired();
    if (expired) {
      waiting.reply().fail(Failure.UNAVAILABLE.exception());
    }
    return expired;
  }

  private void answer(List<Waiting> batch, RowSet<Row> rows) {
    Map<UUID, ValidToken> valid = new HashMap<>();
    for (Row row : rows) {
      ValidToken token = validToken(row);
      valid.put(token.state().tokenId(), token);
    }
    for (Waiting waiting : batch) {
      IntrospectToken request = waiting.request();
      ValidToken token = valid.get(request.tokenId());
      // Equality of hashes is found out in constant time.
      if (token != null && token.secretHash().equals(request.secretHash())) {
        waiting.reply().complete(token.state());
        if (!request.silent()) {
          used.accept(request.tokenId());
        }
      } else {
        waiting.reply().complete(new InactiveToken(request.tokenId()));
      }
    }
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
    closed = true;
    queue.removeIf(this::failIfExpired);
    return session.close();
  }
}
