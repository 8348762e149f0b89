package io.tallystick.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.eventbus.message.Health;
import io.tallystick.eventlog.log.EventLog;
import java.util.concurrent.atomic.AtomicLong;

/** What operators see of the event log. */
final class LogMetrics {

  // Read by another thread.
  private final AtomicLong behind;
  private final AtomicLong lines;
  private final AtomicLong signed;
  private final AtomicLong ok;

  LogMetrics(MeterRegistry meters) {
    this.behind = gauge(meters, "lag", "Events that are committed and not in this node's log");
    this.lines = gauge(meters, "lines", "Number of the last line");
    this.signed = gauge(meters, "signed", "Lines under the last checkpoint");
    this.ok =
        gauge(meters, "ok", "1 while the log follows the database, 0 where /health says why not");
  }

  private static AtomicLong gauge(MeterRegistry meters, String name, String description) {
    AtomicLong value = new AtomicLong();
    Gauge.builder("tallystick.audit." + name, value, AtomicLong::get)
        .description(description)
        .register(meters);
    return value;
  }

  /** How the log is now. */
  void show(EventLog log, long lag, Health health) {
    behind.set(lag);
    lines.set(log.lastSeq());
    signed.set(log.tree().signedSize());
    ok.set(health.detail().equals(Health.OK) ? 1 : 0);
  }
}
