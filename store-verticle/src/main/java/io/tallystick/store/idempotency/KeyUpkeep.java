package io.tallystick.store.idempotency;

import io.tallystick.store.database.DatabaseClock;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.Session;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases idempotency keys whose window is over, in small steps. A key whose window is over is also
 * not found any more before it is erased.
 *
 * <p>Lives on one event loop.
 */
public final class KeyUpkeep {

  private static final Logger LOG = LoggerFactory.getLogger(KeyUpkeep.class);
  private static final String ERASE = "select tallystick.erase_idempotency_keys_v1($1)";

  /** Keys per step. A step takes the database a few milliseconds. */
  static final int STEP_KEYS = 500;

  private static final long INTERVAL_MILLIS = 10_000;
  // Between two steps, if there is more to erase.
  private static final long PAUSE_MILLIS = 50;

  private final Vertx vertx;
  private final Session session;
  private final DatabaseClock clock;
  private boolean failed;

  /**
   * Creates an upkeep. The session is closed by its owner.
   *
   * @param clock tells whether the clocks agree; only then keys are erased
   */
  public KeyUpkeep(Vertx vertx, Session session, DatabaseClock clock) {
    this.vertx = vertx;
    this.session = session;
    this.clock = clock;
  }

  /** Runs regularly, until the verticle is undeployed. */
  public void start() {
    if (!clock.isAgreed()) {
      again(INTERVAL_MILLIS);
      return;
    }
    session
        .call(ERASE, Tuple.of(STEP_KEYS))
        .onSuccess(
            rows -> {
              failed = false;
              boolean more = rows.iterator().next().getInteger(0) == STEP_KEYS;
              again(more ? PAUSE_MILLIS : INTERVAL_MILLIS);
            })
        .onFailure(
            cause -> {
              if (!failed) {
                LOG.warn(
                    "Old idempotency keys cannot be erased now, trying again: {}",
                    DatabaseFault.describe(cause));
              }
              failed = true;
              again(INTERVAL_MILLIS);
            });
  }

  private void again(long millis) {
    vertx.setTimer(millis, due -> start());
  }
}
