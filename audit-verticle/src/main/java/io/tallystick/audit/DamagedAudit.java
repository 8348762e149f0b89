package io.tallystick.audit;

import io.tallystick.config.AuditSettings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.AuditLag;
import io.tallystick.eventbus.message.Health;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.eventlog.log.DamagedLogException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs in place of {@link RunningAudit} if the files of the event log are damaged. It writes
 * no event log. It records refused attempts, and tells how many events are missing in the files, so
 * that the limit of the lag holds.
 *
 * <p>Runs on one event loop.
 */
final class DamagedAudit {

  private static final Logger LOG = LoggerFactory.getLogger(DamagedAudit.class);
  private static final long REPORT_MILLIS = 1_000;
  private static final long TIMEOUT_MILLIS = 10_000;
  // No event has a higher number.
  private static final long AFTER_ALL = Long.MAX_VALUE - 1;

  private final Vertx vertx;
  private final Bus bus;
  private final String nodeName;
  private final AuditSettings settings;
  private final LogMetrics metrics;
  private final long signed;
  private final Health health;
  private final EventLogLag lag;
  private final RefusalRecorder refusals;

  /**
   * Creates what runs in place of a log.
   *
   * @param signed how many lines were signed, and so were surely in the files
   * @param damage what is wrong with the files
   */
  DamagedAudit(
      Vertx vertx,
      Bus bus,
      String nodeName,
      AuditSettings settings,
      LogMetrics metrics,
      long signed,
      DamagedLogException damage) {
    this.vertx = vertx;
    this.bus = bus;
    this.nodeName = nodeName;
    this.settings = settings;
    this.metrics = metrics;
    this.signed = signed;
    this.health = new Health(true, "damaged: " + damage.file().getFileName());
    this.lag = new EventLogLag(settings.maxLag(), System::nanoTime);
    lag.written(signed);
    lag.failed();
    this.refusals =
        new RefusalRecorder(
            vertx,
            bus,
            settings.maxBuffered(),
            new RefusalRateLimiter(settings.maxRefusals()),
            metrics,
            System::nanoTime);
    LOG.error(
        "{}. This node writes no event log. If {} more events are missing in its files than were"
            + " signed, no tokens are issued. Find out what happened to the file, move it away, and"
            + " restart this node: it writes the lines again from the database",
        damage.getMessage(),
        settings.maxLag());
  }

  /** Starts to take refused attempts, and to tell the state. */
  void listen() {
    refusals.listen();
    bus.listen(Topic.EVENTS_COMMITTED, committed -> lag.committed(committed.seq()));
    bus.answer(Address.AUDIT_HEALTH, check -> Future.succeededFuture(health));
    vertx.setPeriodic(0, settings.pollInterval().toMillis(), timer -> askLastNumber());
    vertx.setPeriodic(0, REPORT_MILLIS, timer -> report());
  }

  private void askLastNumber() {
    bus.request(Address.READ_EVENTS, new ReadEvents(AFTER_ALL, 1, false), TIMEOUT_MILLIS)
        .onSuccess(read -> lag.committed(read.last()));
  }

  private void report() {
    bus.publish(Topic.AUDIT_LAG, new AuditLag(nodeName, lag.events(), lag.isTooFar()));
    metrics.update(signed, signed, lag.events(), refusals.waiting(), health);
  }

  /** Records the refused attempts, within some time. The future never fails. */
  Future<Void> close(Duration budget) {
    return refusals
        .drain(budget)
        .timeout(Math.max(1, budget.toMillis()), TimeUnit.MILLISECONDS)
        .<Void>mapEmpty()
        .otherwiseEmpty()
        .onComplete(drained -> refusals.close());
  }
}
