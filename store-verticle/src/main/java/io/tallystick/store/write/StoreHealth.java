package io.tallystick.store.write;

import io.tallystick.eventbus.message.Health;
import io.tallystick.store.database.DatabaseClock;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.Session;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tells whether a write would succeed now. It writes an empty batch, which needs all that a write
 * needs: a primary that takes writes, the right to call the function, the lock on the head, a flush
 * to disk.
 *
 * <p>Lives on one event loop.
 */
public final class StoreHealth {

  // Less than the caller of a health check waits. A far database needs several round trips.
  private static final long TIMEOUT_MILLIS = 1_800;

  private final Session session;
  private final DatabaseClock clock;
  private Future<Health> current = Future.failedFuture("never asked");

  /**
   * Creates a check.
   *
   * @param session the session of the write queue, so that what holds up writes holds this up too
   * @param clock takes note of the database's time
   */
  public StoreHealth(Session session, DatabaseClock clock) {
    this.session = session;
    this.clock = clock;
  }

  /** Checks the database. If a check is in progress, its result is used. Never fails. */
  public Future<Health> check() {
    if (current.isComplete()) {
      current =
          WriteBatch.write(session, List.of())
              .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
              .map(
                  written -> {
                    clock.observe(written.doneAt());
                    return new Health(true, clock.isAgreed() ? Health.OK : "clocks disagree");
                  })
              .otherwise(cause -> new Health(false, DatabaseFault.summarize(cause)));
    }
    return current;
  }
}
