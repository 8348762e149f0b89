package io.tallystick.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.eventbus.message.Health;
import java.util.concurrent.atomic.AtomicLong;

/** The metrics of the event log. */
final class LogMetrics {

  // Atomic, because the thread that scrapes the metrics reads them.
  private final AtomicLong lag;
  private final AtomicLong lines;
  private final AtomicLong signed;
  private final AtomicLong ok;
  private final AtomicLong refusalsWaiting;
  private final Counter refusalsLost;
  private final Counter consoleDropped;

  LogMetrics(MeterRegistry meters) {
    this.lag = gauge(meters, "lag", "Committed events that are missing in this node's log");
    this.lines = gauge(meters, "lines", "Number of the last line");
    this.signed = gauge(meters, "signed", "Number of lines that the last checkpoint covers");
    this.ok =
        gauge(meters, "ok", "1 while the log follows the database, otherwise 0; /health says why");
    this.refusalsWaiting =
        gauge(
            meters,
            "refusals.waiting",
            "Refused attempts that are not recorded yet, or wait to be summarized");
    this.refusalsLost =
        Counter.builder("tallystick.audit.refusals.lost")
            .description("Refused attempts that could not be recorded")
            .register(meters);
    this.consoleDropped =
        Counter.builder("tallystick.audit.console.dropped")
            .description("Events that the logger tallystick.audit did not get; the log has them")
            .register(meters);
  }

  private static AtomicLong gauge(MeterRegistry meters, String name, String description) {
    AtomicLong value = new AtomicLong();
    Gauge.builder("tallystick.audit." + name, value, AtomicLong::get)
        .description(description)
        .register(meters);
    return value;
  }

  /** Counts refused attempts that are not recorded and will not be. */
  void refusalsLost(long attempts) {
    refusalsLost.increment((double) attempts);
  }

  /** Counts events that are in the event log, but were not given to its console. */
  void consoleDropped(long events) {
    consoleDropped.increment((double) events);
  }

  /**
   * Sets the metrics to the current state.
   *
   * @param lines the number of the last line
   * @param signed how many lines are signed
   * @param lag how many committed events are missing in the log
   * @param waiting how many refused attempts are not recorded yet
   * @param health the state that operators see
   */
  void update(long lines, long signed, long lag, long waiting, Health health) {
    this.lag.set(lag);
    refusalsWaiting.set(waiting);
    this.lines.set(lines);
    this.signed.set(signed);
    ok.set(health.detail().equals(Health.OK) ? 1 : 0);
  }
}
