package io.tallystick.store.write;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The metrics of the write queue. */
public final class QueueMetrics {

  // Metrics are read by another thread.
  private final AtomicInteger waiting = new AtomicInteger();
  private final Timer batches;
  private final DistributionSummary rows;
  private final Counter retries;
  private final Counter refused;

  /** Registers the metrics. */
  public QueueMetrics(MeterRegistry meters) {
    Gauge.builder("tallystick.store.waiting", waiting, AtomicInteger::get)
        .description("Requests that wait to be written")
        .register(meters);
    this.batches =
        Timer.builder("tallystick.store.batch")
            .description("Batches written, and the seconds that each kept the database")
            .register(meters);
    this.rows =
        DistributionSummary.builder("tallystick.store.batch.rows")
            .description("Requests in a batch")
            .register(meters);
    this.retries =
        Counter.builder("tallystick.store.retries")
            .description("Batches that the database did not take, to be sent again")
            .register(meters);
    this.refused =
        Counter.builder("tallystick.store.refused")
            .description("Requests refused at once, since too many wait")
            .register(meters);
  }

  /** Sets the number of queued requests. */
  void waiting(int requests) {
    waiting.set(requests);
  }

  /** Counts a committed batch, and the nanoseconds that the database took for it. */
  void written(int requests, long nanos) {
    batches.record(nanos, TimeUnit.NANOSECONDS);
    rows.record(requests);
  }

  /** Counts a batch that is sent again. */
  void retried() {
    retries.increment();
  }

  /** Counts a request that was refused because the queue is full. */
  void refused() {
    refused.increment();
  }
}
