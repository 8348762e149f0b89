package io.tallystick.store.upkeep;

import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.Session;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the next partitions of the events long before they are needed, so that no write has to wait
 * for the lock that this takes.
 *
 * <p>Lives on one event loop.
 */
public final class PartitionUpkeep {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionUpkeep.class);
  private static final String PREPARE = "select tallystick.prepare_event_partitions_v1()";
  private static final long INTERVAL_MILLIS = 10_000;

  private final Vertx vertx;
  private final Session session;
  private boolean failed;

  /** Creates an upkeep. The session is closed by its owner. */
  public PartitionUpkeep(Vertx vertx, Session session) {
    this.vertx = vertx;
    this.session = session;
  }

  /** Runs regularly, until the verticle is undeployed. */
  public void start() {
    vertx.setPeriodic(0, INTERVAL_MILLIS, timer -> prepare());
  }

  private void prepare() {
    session
        .call(PREPARE, Tuple.tuple())
        .onSuccess(done -> failed = false)
        .onFailure(
            cause -> {
              // It is early: partitions for ten million events and more are there.
              if (!failed) {
                LOG.warn(
                    "The next partition of the events cannot be made yet, trying again: {}",
                    DatabaseFault.describe(cause));
              }
              failed = true;
            });
  }
}
