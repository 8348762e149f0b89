package io.tallystick.store.write;

import java.time.Duration;

/**
 * How many rows the next batch may take, and how many may wait for it, so that a request is written
 * within a given time or refused at once. Learned from how long batches have taken.
 *
 * <p>A batch may take a quarter of the time, so that the batch under way, half the time spent
 * waiting, and the request's own batch fit into it. The bound on a batch halves at most, and
 * doubles at most, from one to the next: one slow flush to disk is not taken for a slow database.
 */
final class AdaptiveBatchLimit {

  private static final int LEAST = 16;
  // Milliseconds over which the rate is averaged: one slow flush to disk weighs little.
  private static final double MEMORY_MILLIS = 1_000;

  private final int maxBatch;
  private final int maxQueued;
  private final double waitMillis;
  private final double batchMillis;
  private int batchLimit;
  // Rows a millisecond; 0 while nothing is known.
  private double rate;

  AdaptiveBatchLimit(int maxBatch, int maxQueued, Duration maxWait) {
    this.maxBatch = maxBatch;
    this.maxQueued = maxQueued;
    this.waitMillis = maxWait.toMillis() / 2.0;
    this.batchMillis = maxWait.toMillis() / 4.0;
    this.batchLimit = maxBatch;
  }

  /** Most rows of the next batch. */
  int batchLimit() {
    return batchLimit;
  }

  /** Most rows that may wait while the database works: a batch of them always may. */
  int queueLimit() {
    if (rate == 0) {
      return maxQueued;
    }
    return (int) Math.min(maxQueued, Math.max(batchLimit, rate * waitMillis));
  }

  /** Learns that a batch of so many rows has taken so long. */
  void took(int rows, long nanos) {
    double millis = Math.max(0.001, nanos / 1e6);
    double newest = rows / millis;
    double weight = rate == 0 ? 1 : 1 - Math.exp(-millis / MEMORY_MILLIS);
    rate += weight * (newest - rate);
    double fitting = newest * batchMillis;
    if (millis > batchMillis) {
      batchLimit = atLeastLeast(Math.max(fitting, batchLimit / 2.0));
    } else if (rows >= batchLimit / 2) {
      // Half of it is all that one of two batches takes.
      batchLimit = Math.max(batchLimit, atLeastLeast(Math.min(fitting, batchLimit * 2.0)));
    }
  }

  private int atLeastLeast(double rows) {
    return (int) Math.min(maxBatch, Math.max(LEAST, rows));
  }
}
