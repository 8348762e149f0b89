package io.tallystick.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.eventbus.message.Health;
import io.tallystick.eventlog.log.EventLog;
import java.util.concurrent.atomic.AtomicLong;

/** The metrics of the event log. */
final class LogMetrics {

  // Atomic, because the thread that scrapes the metrics reads them.
  private final AtomicLong lag;
  private final AtomicLong lines;
  private final AtomicLong signed;
  private final AtomicLong ok;

  LogMetrics(MeterRegistry meters) {
    this.lag = gauge(meters, "lag", "Committed events that are missing in this node's log");
    this.lines = gauge(meters, "lines", "Number of the last line");
    this.signed = gauge(meters, "signed", "Number of lines that the last checkpoint covers");
    this.ok =
        gauge(meters, "ok", "1 while the log follows the database, otherwise 0; /health says why");
  }

  private static AtomicLong gauge(MeterRegistry meters, String name, String description) {
    AtomicLong value = new AtomicLong();
    Gauge.builder("tallystick.audit." + name, value, AtomicLong::get)
        .description(description)
        .register(meters);
    return value;
  }

  /** Sets the metrics to the current state. */
  void update(EventLog log, long lag, Health health) {
    this.lag.set(lag);
    lines.set(log.lastSeq());
    signed.set(log.tree().signedSize());
    ok.set(health.detail().equals(Health.OK) ? 1 : 0);
  }
}
