package io.tallystick.store.upkeep;

import io.tallystick.store.database.DatabaseClock;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.Session;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes tokens that have been dead for the retention time. It works in small steps with pauses
 * between them, on its own connection. The nodes of a cluster share one pass over the tokens.
 *
 * <p>Lives on one event loop.
 */
public final class TokenPurge {

  private static final Logger LOG = LoggerFactory.getLogger(TokenPurge.class);

  private static final String STEP =
      """
      select seen, purged, next_millis
      from tallystick.purge_tokens_v3(
        $1, make_interval(secs => $2), make_interval(secs => $3), $4, $5, make_interval(secs => $6))
      """;

  /** Tokens per step. A step takes the database a few milliseconds. */
  static final int STEP_TOKENS = 500;

  // The pause after a step, as a multiple of the step's time. So purging takes at most a twelfth of
  // one processor of the database.
  private static final double PAUSE_FACTOR = 11;
  // The pause between two passes is a part of the retention time, within these bounds.
  private static final Duration MIN_PASS_PAUSE = Duration.ofMinutes(1);
  private static final Duration MAX_PASS_PAUSE = Duration.ofHours(1);
  private static final long RETRY_MILLIS = 10_000;
  private static final long MAX_TIMER_MILLIS = 60_000;

  private final Vertx vertx;
  private final Session session;
  private final DatabaseClock clock;
  private final Duration retention;
  private final Duration passPause;
  private long purgedInPass;
  private boolean closed;

  /**
   * Creates a purge that has not started.
   *
   * @param session used for nothing else, and closed by {@link #close}
   * @param clock tells whether the clocks agree; only then tokens are deleted
   * @param retention how long a token is kept after it has expired or was revoked
   */
  public TokenPurge(Vertx vertx, Session session, DatabaseClock clock, Duration retention) {
    this.vertx = vertx;
    this.session = session;
    this.clock = clock;
    this.retention = retention;
    Duration fraction = retention.dividedBy(24);
    Duration atMost = fraction.compareTo(MAX_PASS_PAUSE) > 0 ? MAX_PASS_PAUSE : fraction;
    this.passPause = atMost.compareTo(MIN_PASS_PAUSE) < 0 ? MIN_PASS_PAUSE : atMost;
  }

  /** Runs each step as soon as it is due, until {@link #close}. */
  public void start() {
    step()
        .onComplete(
            next -> {
              if (!closed) {
                long millis = next.succeeded() ? next.result() : RETRY_MILLIS;
                vertx.setTimer(Math.min(millis, MAX_TIMER_MILLIS), due -> start());
              }
            });
  }

  /** Runs a step if it is due. Completes with the time until the next step, in milliseconds. */
  private Future<Long> step() {
    if (closed) {
      return Future.failedFuture("closed");
    }
    if (!clock.isAgreed()) {
      return Future.succeededFuture(RETRY_MILLIS);
    }
    return session
        .call(
            STEP,
            Tuple.of(
                clock.nodeTime().atOffset(ZoneOffset.UTC),
                seconds(clock.maxSkew()),
                seconds(retention),
                STEP_TOKENS,
                PAUSE_FACTOR,
                seconds(passPause)))
        .map(rows -> recordStep(rows.iterator().next()))
        .onFailure(
            cause -> LOG.warn("Tokens cannot be purged now: {}", DatabaseFault.describe(cause)));
  }

  private long recordStep(Row row) {
    int seen = row.getInteger(0);
    purgedInPass += row.getInteger(1);
    if (seen < STEP_TOKENS && purgedInPass > 0) {
      LOG.info("Purged {} tokens that have been dead for {}", purgedInPass, retention);
      purgedInPass = 0;
    }
    return row.getLong(2);
  }

  /** Stops the purge, and closes the session. */
  public Future<Void> close() {
    closed = true;
    return session.close();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
