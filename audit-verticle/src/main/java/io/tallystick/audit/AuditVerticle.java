package io.tallystick.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.config.AuditSettings;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventlog.log.EventLog;
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
   * Opens the event log and starts to follow the database. The future fails if the files are
   * damaged or in use by another process.
   */
  @Override
  public Future<?> start() {
    return vertx
        .executeBlocking(
            () -> EventLog.open(settings.directory(), settings.origin(), settings.keyFile()))
        .onSuccess(
            log -> {
              LogMetrics metrics = new LogMetrics(meters);
              RunningAudit audit = new RunningAudit(vertx, bus, log, nodeName, settings, metrics);
              audit.listen();
              audit.report();
              audit.maintain(clock);
              running = audit;
            });
  }

  /**
   * Records the refused attempts, writes and signs the events that have a number by then, and
   * closes the files. What cannot be done within the time for the stop is logged. The future never
   * fails.
   */
  @Override
  public Future<?> stop() {
    return running == null ? Future.succeededFuture() : running.close(stopTimeout);
  }
}
