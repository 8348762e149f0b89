package io.tallystick.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.config.AuditSettings;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventlog.log.DamagedLogException;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Writes the event log, and records the events of refused attempts. */
public final class AuditVerticle extends VerticleBase {

  private final AuditSettings settings;
  private final String nodeName;
  private final Bus bus;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Duration stopTimeout;
  private @Nullable RunningAudit running;
  private @Nullable DamagedAudit damaged;

  /**
   * Creates the verticle. It does nothing until it is deployed.
   *
   * @param settings the settings of the event log
   * @param nodeName the name of this node
   * @param bus connects to the store and to other nodes
   * @param clock tells how old a segment is
   * @param meters takes the metrics of the event log
   * @param stopTimeout how long a stop may take
   */
  public AuditVerticle(
      AuditSettings settings,
      String nodeName,
      Bus bus,
      InstantSource clock,
      MeterRegistry meters,
      Duration stopTimeout) {
    this.stopTimeout = stopTimeout;
    this.settings = settings;
    this.nodeName = nodeName;
    this.bus = bus;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Opens the event log and starts to follow the database. If the files are damaged, starts without
   * an event log, and says so. The future fails if they are in use by another process, or cannot be
   * read.
   */
  @Override
  public Future<?> start() {
    LogMetrics metrics = new LogMetrics(meters);
    return vertx
        .executeBlocking(
            () -> EventLog.open(settings.directory(), settings.origin(), settings.keyFile()))
        .<Void>map(
            log -> {
              RunningAudit audit = new RunningAudit(vertx, bus, log, nodeName, settings, metrics);
              audit.listen();
              audit.report();
              audit.maintain(clock);
              running = audit;
              return null;
            })
        .recover(
            cause ->
                cause instanceof DamagedLogException damage
                    ? startWithout(damage, metrics)
                    : Future.failedFuture(cause));
  }

  private Future<Void> startWithout(DamagedLogException damage, LogMetrics metrics) {
    return vertx
        .executeBlocking(() -> SignedCheckpoint.read(SignedCheckpoint.file(settings.directory())))
        .map(checkpoint -> checkpoint.checkpoint().size())
        .otherwise(0L)
        .map(
            signed -> {
              DamagedAudit audit =
                  new DamagedAudit(vertx, bus, nodeName, settings, metrics, signed, damage);
              audit.listen();
              damaged = audit;
              return null;
            });
  }

  /**
   * Records the refused attempts, writes and signs the events that have a number by then, and
   * closes the files. What cannot be done within the time for the stop is logged. The future never
   * fails.
   */
  @Override
  public Future<?> stop() {
    if (damaged != null) {
      return damaged.close(stopTimeout);
    }
    return running == null ? Future.succeededFuture() : running.close(stopTimeout);
  }
}
