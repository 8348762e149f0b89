package io.tallystick.store.upkeep;

import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.Session;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out tokens that have long been dead, in small steps with rests between them, on a
 * connection of its own. The nodes of a cluster share one walk along the tokens.
 *
 * <p>Lives on one event loop.
 */
public final class TokenPurge {

  private static final Logger LOG = LoggerFactory.getLogger(TokenPurge.class);

  private static final String STEP =
      """
      select seen, purged, next_millis
      from tallystick.purge_tokens_v1(make_interval(secs => $1), $2, $3, make_interval(secs => $4))
      """;

  /** Tokens a step: some milliseconds of the database's time. */
  static final int STEP_TOKENS = 500;

  // A twelfth of one processor of the database, at the most.
  private static final double REST = 11;
  private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final long AFTER_A_FAILURE_MILLIS = 10_000;
  private static final long LONGEST_TIMER_MILLIS = 60_000;

  private final Vertx vertx;
  private final Session session;
  private final Duration retention;
  private final Duration pause;
  private long purgedThisWalk;
  private boolean closed;

  public TokenPurge(Vertx vertx, Session session, Duration retention) {
    this.vertx = vertx;
    this.session = session;
    this.retention = retention;
    Duration fraction = retention.dividedBy(24);
    Duration atMost = fraction.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : fraction;
    this.pause = atMost.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : atMost;
  }

  /** Takes steps, each as soon as it is due, until this is closed. */
  public void start() {
    step()
        .onComplete(
            next -> {
              if (!closed) {
                long millis = next.succeeded() ? next.result() : AFTER_A_FAILURE_MILLIS;
                vertx.setTimer(Math.min(millis, LONGEST_TIMER_MILLIS), due -> start());
              }
            });
  }

  /** Takes one step if it is due; completes with the milliseconds until the next one is. */
  private Future<Long> step() {
    if (closed) {
      return Future.failedFuture("closed");
    }
    return session
        .call(STEP, Tuple.of(seconds(retention), STEP_TOKENS, REST, seconds(pause)))
        .map(rows -> note(rows.iterator().next()))
        .onFailure(
            cause -> LOG.warn("No tokens are purged now: {}", DatabaseFault.describe(cause)));
  }

  private long note(Row row) {
    int seen = row.getInteger(0);
    purgedThisWalk += row.getInteger(1);
    if (seen < STEP_TOKENS && purgedThisWalk > 0) {
      LOG.info("Purged {} tokens that have been dead for {}", purgedThisWalk, retention);
      purgedThisWalk = 0;
    }
    return row.getLong(2);
  }

  public Future<Void> close() {
    closed = true;
    return session.close();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
