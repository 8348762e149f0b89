package io.tallystick.store.upkeep;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.Session;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records when tokens were last used: late, in batches, and to within a precision. It delays no
 * check, and none fails because of it. A use that cannot be recorded is counted and forgotten, so
 * that the next use of the same token is recorded instead.
 *
 * <p>Lives on one event loop.
 */
public final class LastUse {

  private static final Logger LOG = LoggerFactory.getLogger(LastUse.class);

  private static final String RECORD =
      "select tallystick.record_use_v1($1, make_interval(secs => $2))";
  private static final int MAX_BATCH = 1_000;
  private static final long INTERVAL_MILLIS = 2_000;
  // The pause after a batch while more wait, as a multiple of its time. So this takes at most a
  // fifth of one processor of the database.
  private static final long PAUSE_FACTOR = 4;
  private static final long CLOSE_MILLIS = 1_000;

  private static final int MAX_TOKENS = 1_000_000;
  // A sixteenth of the heap. Each token that is remembered takes about so many bytes.
  private static final long HEAP_PARTS = 16;
  private static final long BYTES_EACH = 180;

  private final Vertx vertx;
  private final Session session;
  private final Duration precision;
  private final int maxTokens;
  private final UseMetrics metrics;
  private final Cache<UUID, Boolean> noted;
  private final Queue<UUID> waiting = new ArrayDeque<>();
  private Future<Void> writing = Future.succeededFuture();
  private boolean failing;
  private boolean closed;

  /**
   * Creates a recorder that has not started.
   *
   * @param session used for nothing else, and closed by {@link #close}
   * @param precision how late the recorded time may be; zero to record nothing
   * @param maxTokens how many tokens are remembered, and how many uses may wait to be written
   */
  public LastUse(
      Vertx vertx, Session session, Duration precision, int maxTokens, MeterRegistry meters) {
    this.vertx = vertx;
    this.session = session;
    // This node does not note a token for half of the time, and the database does not write for
    // the other half, since another node may have written.
    this.precision = precision.dividedBy(2);
    this.maxTokens = maxTokens;
    this.metrics = new UseMetrics(meters);
    this.noted =
        Caffeine.newBuilder()
            .maximumSize(maxTokens)
            .expireAfterWrite(this.precision)
            .executor(Runnable::run)
            .build();
  }

  /** How many tokens fit into the heap of this process beside all else, a million at most. */
  public static int maxTokens() {
    long fitting = Runtime.getRuntime().maxMemory() / HEAP_PARTS / BYTES_EACH;
    return (int) Math.min(MAX_TOKENS, fitting);
  }

  /** Writes what was noted, again and again until {@link #close}. */
  public void start() {
    if (!precision.isZero()) {
      writeAfter(INTERVAL_MILLIS);
    }
  }

  /** Notes that a token is used now. */
  public void note(UUID tokenId) {
    if (precision.isZero() || closed || noted.getIfPresent(tokenId) != null) {
      return;
    }
    if (waiting.size() >= maxTokens) {
      metrics.lost(1);
      return;
    }
    noted.put(tokenId, true);
    waiting.add(tokenId);
  }

  private void writeAfter(long millis) {
    vertx.setTimer(
        Math.max(1, millis),
        due -> {
          if (!closed) {
            long begun = System.nanoTime();
            writing = writeBatch();
            writing.onComplete(
                written -> {
                  long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                  boolean goesOn = !failing && waiting.size() >= MAX_BATCH;
                  writeAfter(goesOn ? took * PAUSE_FACTOR : INTERVAL_MILLIS);
                });
          }
        });
  }

  /** Never fails. */
  private Future<Void> writeBatch() {
    List<UUID> batch = new ArrayList<>(Math.min(waiting.size(), MAX_BATCH));
    while (batch.size() < MAX_BATCH && !waiting.isEmpty()) {
      batch.add(waiting.remove());
    }
    if (batch.isEmpty()) {
      return Future.succeededFuture();
    }
    return session
        .call(RECORD, Tuple.of(batch.toArray(UUID[]::new), precision.toMillis() / 1_000.0))
        .<Void>map(
            rows -> {
              failing = false;
              metrics.recorded(rows.iterator().next().getInteger(0));
              return null;
            })
        .recover(
            cause -> {
              forget(batch, cause);
              return Future.succeededFuture();
            });
  }

  private void forget(List<UUID> batch, Throwable cause) {
    if (!failing) {
      LOG.warn("The last use of tokens cannot be recorded: {}", DatabaseFault.describe(cause));
    }
    failing = true;
    metrics.lost(batch.size());
    noted.invalidateAll(batch);
  }

  /** Writes what waits, for a second at most, and closes the session. The future never fails. */
  public Future<Void> close() {
    closed = true;
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
    return writing
        .compose(written -> writeRest(deadline))
        .timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .onComplete(written -> metrics.lost(waiting.size()))
        .eventually(session::close);
  }

  private Future<Void> writeRest(long deadline) {
    return waiting.isEmpty() || failing || System.nanoTime() - deadline >= 0
        ? Future.succeededFuture()
        : writeBatch().compose(written -> writeRest(deadline));
  }
}
