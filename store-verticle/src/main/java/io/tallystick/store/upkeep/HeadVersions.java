package io.tallystick.store.upkeep;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.store.database.Session;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the dead versions of the row {@code audit_head}. Each batch makes one, and PostgreSQL
 * removes it at once, unless a long transaction might still read it. Every write walks along all of
 * them, so a transaction that stays open for minutes slows all writes down.
 *
 * <p>Lives on one event loop.
 */
public final class HeadVersions {

  private static final Logger LOG = LoggerFactory.getLogger(HeadVersions.class);
  private static final String DEAD =
      "select pg_stat_get_dead_tuples('tallystick.audit_head'::regclass)";
  private static final long INTERVAL_MILLIS = 10_000;
  private static final long MANY = 10_000;

  private final Vertx vertx;
  private final Session session;
  // Atomic, because the thread that scrapes the metrics reads it.
  private final AtomicLong dead = new AtomicLong();

  /** Creates a watch. The session is closed by its owner. */
  public HeadVersions(Vertx vertx, Session session, MeterRegistry meters) {
    this.vertx = vertx;
    this.session = session;
    Gauge.builder("tallystick.store.head.versions", dead, AtomicLong::get)
        .description("Dead versions of audit_head, which a long transaction keeps from removal")
        .register(meters);
  }

  /** Looks regularly, until the verticle is undeployed. */
  public void start() {
    vertx.setPeriodic(
        INTERVAL_MILLIS,
        timer ->
            session
                .call(DEAD, Tuple.tuple())
                .onSuccess(rows -> found(rows.iterator().next().getLong(0))));
  }

  private void found(long versions) {
    if (versions > MANY && dead.get() <= MANY) {
      LOG.warn(
          "audit_head has {} dead versions, which slow down every write: a transaction has been open"
              + " for long. Find it in pg_stat_activity (the oldest xact_start) and end it.",
          versions);
    }
    dead.set(versions);
  }
}
