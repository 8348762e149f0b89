package io.tallystick.audit;

import io.tallystick.config.AuditSettings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.AuditLag;
import io.tallystick.eventbus.message.Health;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.log.SegmentMaintenance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
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
  private static final long REPORT_MILLIS = 1_000;
  // Compressing a segment takes a few tenths of a second, so this uses only a few percent of a
  // processor.
  private static final long MAINTENANCE_MILLIS = 10_000;

  // Which parts of the time for stopping are over when the steps end.
  private static final double DRAIN_UNTIL = 0.5;
  private static final double APPEND_UNTIL = 0.75;
  private static final double SIGN_UNTIL = 0.9;

  private final Vertx vertx;
  private final Bus bus;
  private final EventLog log;
  private final String nodeName;
  private final AuditSettings settings;
  private final LogMetrics metrics;
  private final LogWriter writer;
  private final EventLogFollower follower;
  private final RefusalRecorder refusals;
  private Future<Void> maintaining = Future.succeededFuture();

  /** An event log that is open, and not followed yet. */
  RunningAudit(
      Vertx vertx,
      Bus bus,
      EventLog log,
      String nodeName,
      AuditSettings settings,
      LogMetrics metrics) {
    this.vertx = vertx;
    this.bus = bus;
    this.log = log;
    this.nodeName = nodeName;
    this.settings = settings;
    this.metrics = metrics;
    EventConsole console = new EventConsole(metrics, System::nanoTime);
    this.writer = new LogWriter(vertx, log, console);
    this.follower = new EventLogFollower(vertx, bus, log, writer, console, nodeName, settings);
    this.refusals =
        new RefusalRecorder(
            vertx,
            bus,
            settings.maxBuffered(),
            new RefusalRateLimiter(settings.maxRefusals()),
            metrics,
            System::nanoTime);
  }

  /** Starts to follow the database, to sign checkpoints, and to take refused attempts. */
  void listen() {
    refusals.listen();
    bus.listen(Topic.EVENTS_COMMITTED, committed -> follower.committed(committed.seq()));
    bus.answer(Address.AUDIT_HEALTH, check -> Future.succeededFuture(health()));
    vertx.setPeriodic(0, settings.pollInterval().toMillis(), timer -> follower.wake());
    vertx.setPeriodic(settings.checkpointInterval().toMillis(), timer -> follower.sign());
  }

  /** A problem of the event log comes before one of the refused attempts. */
  private Health health() {
    Health health = follower.health();
    return health.detail().equals(Health.OK) ? refusals.health() : health;
  }

  /** Reports the lag to the other nodes, and the state to the metrics, once a second. */
  void report() {
    vertx.setPeriodic(
        0,
        REPORT_MILLIS,
        timer -> {
          AuditLag lag = follower.lag(nodeName);
          bus.publish(Topic.AUDIT_LAG, lag);
          metrics.update(
              log.lastSeq(), log.tree().signedSize(), lag.behind(), refusals.waiting(), health());
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
        timer -> {
          if (!maintaining.isComplete() || writer.isClosed()) {
            return;
          }
          maintaining =
              vertx
                  .<Void>executeBlocking(
                      () -> {
                        maintenance.run(log.tree(), clock.instant());
                        return null;
                      })
                  .otherwise(
                      cause -> {
                        LOG.warn("Cannot compress or remove old segments: {}", cause.toString());
                        return null;
                      });
        });
  }

  /**
   * Records the refused attempts, writes and signs the events that have a number by then, and
   * closes the files. Events that are committed later are left to the next start.
   *
   * @param budget how long this may take; what is not done by then is logged and left out
   * @return never fails
   */
  Future<Void> close(Duration budget) {
    StopBudget time = new StopBudget(budget, System::nanoTime);
    return refusals
        .drain(time.until(DRAIN_UNTIL))
        .compose(drained -> within(time.until(APPEND_UNTIL), follower.catchUp()))
        .otherwise(this::logMissing)
        .compose(caughtUp -> within(time.until(SIGN_UNTIL), follower.signAll()))
        .eventually(() -> within(time.until(1), maintaining))
        .otherwiseEmpty()
        // A write that is under way ends before the files are closed.
        .compose(signed -> within(time.until(1), writer.close()))
        .otherwise(
            cause -> {
              LOG.warn("The files of the event log are not closed: {}", cause.toString());
              return null;
            })
        .onComplete(closed -> refusals.close());
  }

  private static <T> Future<T> within(Duration time, Future<T> work) {
    return work.timeout(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
  }

  private @Nullable Void logMissing(Throwable cause) {
    OptionalLong end = follower.end();
    LOG.warn(
        "At the stop, the event log was written up to event {} of {} ({}). The next start goes on"
            + " from there",
        log.lastSeq(),
        end.isPresent() ? end.getAsLong() : "an unknown number",
        describe(cause));
    return null;
  }

  private static String describe(Throwable cause) {
    if (cause instanceof TimeoutException) {
      return "the time for stopping was over";
    }
    return Failure.of(cause) == Failure.UNAVAILABLE
        ? "the database does not answer"
        : cause.toString();
  }
}
