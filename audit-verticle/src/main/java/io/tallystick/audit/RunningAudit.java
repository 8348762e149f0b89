package io.tallystick.audit;

import io.tallystick.config.AuditSettings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.AuditLag;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.log.SegmentMaintenance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open event log and the objects that work on it. It exists from the start of the verticle to
 * its stop.
 *
 * <p>Runs on one event loop.
 */
final class RunningAudit {

  private static final Logger LOG = LoggerFactory.getLogger(RunningAudit.class);
  private static final long STOP_SECONDS = 5;
  private static final long REPORT_MILLIS = 1_000;
  private static final long MINUTE_MILLIS = 60_000;
  // Compressing a segment takes a few tenths of a second, so this uses only a few percent of a
  // processor.
  private static final long MAINTENANCE_MILLIS = 10_000;

  private final Vertx vertx;
  private final Bus bus;
  private final EventLog log;
  private final String nodeName;
  private final AuditSettings settings;
  private final EventLogFollower follower;
  private final RefusalRecorder refusals;

  RunningAudit(Vertx vertx, Bus bus, EventLog log, String nodeName, AuditSettings settings) {
    this.vertx = vertx;
    this.bus = bus;
    this.log = log;
    this.nodeName = nodeName;
    this.settings = settings;
    this.follower = new EventLogFollower(vertx, bus, log, nodeName, settings);
    this.refusals =
        new RefusalRecorder(
            vertx, bus, settings.maxBuffered(), new RefusalRateLimiter(settings.maxRefusals()));
  }

  /** Starts to follow the database, to sign checkpoints, and to take refused attempts. */
  void listen() {
    bus.listen(Topic.REFUSED, attempt -> refusals.record(attempt.event()));
    bus.listen(Topic.EVENTS_COMMITTED, committed -> follower.committed(committed.seq()));
    bus.answer(Address.AUDIT_HEALTH, check -> Future.succeededFuture(follower.health()));
    vertx.setPeriodic(0, settings.pollInterval().toMillis(), timer -> follower.wake());
    vertx.setPeriodic(settings.checkpointInterval().toMillis(), timer -> follower.sign());
    vertx.setPeriodic(MINUTE_MILLIS, timer -> refusals.nextMinute());
  }

  /** Reports the lag to the other nodes, and the state to the metrics, once a second. */
  void report(LogMetrics metrics) {
    vertx.setPeriodic(
        0,
        REPORT_MILLIS,
        timer -> {
          AuditLag lag = follower.lag(nodeName);
          bus.publish(Topic.AUDIT_LAG, lag);
          metrics.update(log, lag.behind(), follower.health());
        });
  }

  /**
   * Compresses and removes old segments regularly.
   *
   * @param clock tells how old they are
   */
  void maintain(InstantSource clock) {
    SegmentMaintenance maintenance =
        new SegmentMaintenance(
            settings.directory(), settings.compressAfter(), settings.retention());
    vertx.setPeriodic(
        MAINTENANCE_MILLIS,
        timer ->
            vertx
                .executeBlocking(
                    () -> {
                      maintenance.run(log.tree().signedSize(), clock.instant());
                      return null;
                    })
                .onFailure(
                    cause ->
                        LOG.warn("Cannot compress or remove old segments: {}", cause.toString())));
  }

  /**
   * Writes and signs the events that are committed, for a few seconds at most, and closes the
   * files.
   */
  Future<Void> close() {
    return refusals
        .drain()
        .compose(drained -> follower.catchUp())
        .compose(caughtUp -> follower.signAll())
        .timeout(STOP_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .eventually(
            () ->
                vertx.executeBlocking(
                    () -> {
                      log.close();
                      return null;
                    }));
  }
}
