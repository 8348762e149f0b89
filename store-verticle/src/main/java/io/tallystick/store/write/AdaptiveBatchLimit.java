package io.tallystick.store.write;

import java.time.Duration;

/**
 * Limits the rows of a batch and the rows in the queue, so that each request is written within a
 * given time or refused at once. The limits adapt to the measured times of earlier batches.
 *
 * <p>A batch may take a quarter of the given time. A request then waits a quarter for the batch in
 * flight, half of the time in the queue, and a quarter for its own batch. From one batch to the
 * next, the batch limit at most halves or doubles, since a single slow flush to disk does not mean
 * that the database is slow.
 */
final class AdaptiveBatchLimit {

  private static final int MIN_BATCH = 16;
  // The time over which the rate is averaged, so that a single slow flush has little weight.
  private static final double AVERAGING_MILLIS = 1_000;

  private final int maxBatch;
  private final int maxQueued;
  private final double queueMillis;
  private final double batchMillis;
  private int batchLimit;
  // Rows per millisecond; 0 until the first batch was measured.
  private double rate;

  AdaptiveBatchLimit(int maxBatch, int maxQueued, Duration maxWait) {
    this.maxBatch = maxBatch;
    this.maxQueued = maxQueued;
    this.queueMillis = maxWait.toMillis() / 2.0;
    this.batchMillis = maxWait.toMillis() / 4.0;
    this.batchLimit = maxBatch;
  }

  /** The largest number of rows in the next batch. */
  int batchLimit() {
    return batchLimit;
  }

  /** The largest number of queued rows while the database works; never less than a batch. */
  int queueLimit() {
    if (rate == 0) {
      return maxQueued;
    }
    return (int) Math.min(maxQueued, Math.max(batchLimit, rate * queueMillis));
  }

  /** Adapts the limits to the number of rows of a batch and the time that it took. */
  void recordBatch(int rows, long nanos) {
    double millis = Math.max(0.001, nanos / 1e6);
    double newestRate = rows / millis;
    double weight = rate == 0 ? 1 : 1 - Math.exp(-millis / AVERAGING_MILLIS);
    rate += weight * (newestRate - rate);
    double rowsInTime = newestRate * batchMillis;
    if (millis > batchMillis) {
      batchLimit = clamp(Math.max(rowsInTime, batchLimit / 2.0));
    } else if (rows >= batchLimit / 2) {
      // Of two batches in flight, each has at most half of the limit.
      batchLimit = Math.max(batchLimit, clamp(Math.min(rowsInTime, batchLimit * 2.0)));
    }
  }

  private int clamp(double rows) {
    return (int) Math.min(maxBatch, Math.max(MIN_BATCH, rows));
  }
}
