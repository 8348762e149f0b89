package io.tallystick.store.write;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits the rows of a batch and the rows in the queue. It learns two things about the database:
 * the fixed time of a batch, and the time of each row. Only the rows' time depends on the size of a
 * batch, so only that is limited. A far database has a long fixed time, and still gets full
 * batches.
 *
 * <p>The rows of a batch may take a quarter of the given time. A request then waits a quarter for
 * the batch in flight, half of the time in the queue, and a quarter for its own batch, and in
 * addition the fixed time of each. From one batch to the next, the batch limit at most doubles. It
 * falls by more than half only if earlier batches say so too, since a single slow flush to disk
 * does not mean that the database is slow.
 *
 * <p>The fixed time is learned from small batches. If a batch is slow and no small one was sent
 * lately, {@link #isProbing} asks for one, before the slow one is judged.
 */
final class AdaptiveBatchLimit {

  /** A batch and its time. */
  private record Measured(int rows, CallTime time) {}

  private static final int MIN_BATCH = 16;
  // A batch of no more rows shows the fixed time.
  private static final int SMALL_BATCH = 16;
  // The time over which the rate is averaged, so that a single slow flush has little weight.
  private static final double AVERAGING_MILLIS = 1_000;
  // Rows per millisecond that nearly every database can write.
  private static final double LIKELY_RATE = 10;
  // Rows per millisecond that no database can write. A measured rate that is higher is noise.
  private static final double MAX_RATE = 100;
  // A database with a longer way is far, if the way is most of the fixed time.
  private static final double FAR_MILLIS = 10;
  // A timer is no finer, and smaller batches cost the database more.
  private static final double MIN_SPACING_MILLIS = 2;
  // The database is kept busy for less than the whole time, or batches would queue there.
  private static final double SPACING_TO_BUSY = 1.25;
  // No load makes a batch slower than expected by this much: it is a fault.
  private static final double STALL_MILLIS = 400;

  private final int maxBatch;
  private final int maxQueued;
  private final double queueMillis;
  private final double batchMillis;
  private final FixedTime fixed = new FixedTime();
  private int batchLimit;
  // Rows per millisecond, without the fixed time; 0 until a batch was measured that is not small.
  private double rate;
  private boolean probing;
  private @Nullable Measured suspect;
  private int slowInARow;
  // What a batch takes that was sent behind another one, so without the way; in milliseconds.
  private double behindMillis = Double.POSITIVE_INFINITY;

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
    if (rate == 0 && fixed.isUnknown()) {
      return maxQueued;
    }
    double fullBatchMillis = fixed.millis() + batchLimit / (rate == 0 ? LIKELY_RATE : rate);
    return (int)
        Math.min(maxQueued, Math.max(batchLimit, batchLimit * queueMillis / fullBatchMillis));
  }

  /** The time after which a call that is not answered means a fault, in milliseconds. */
  double stallMillis() {
    return 2 * (fixed.millis() + batchMillis) + STALL_MILLIS;
  }

  /**
   * The time between two batches to a far database, in milliseconds; 0 if it is near. While the
   * answer to one is on its way, the next can be on its way too.
   */
  double spacingMillis() {
    double onTheirWay = fixed.millis() / InFlight.MAX_BATCHES_TO_FAR;
    double spacing =
        Math.max(MIN_SPACING_MILLIS, Math.max(onTheirWay, SPACING_TO_BUSY * behindMillis));
    return fixed.millis() >= FAR_MILLIS && spacing < fixed.millis() / 2 ? spacing : 0;
  }

  /** Whether the next batch should be a small one, with no other in flight when it is sent. */
  boolean isProbing() {
    return probing;
  }

  /** The largest number of rows in a small batch. */
  int smallBatch() {
    return Math.max(1, Math.min(SMALL_BATCH, batchLimit / 8));
  }

  /** Adapts the limits to the number of rows of a batch and the time that it took. */
  void recordBatch(int rows, CallTime time) {
    if (time.alone() && rows <= smallBatch()) {
      double itsRowsMillis = rate == 0 ? 0 : rows / rate;
      fixed.add(Math.max(0, time.sinceSentNanos() / 1e6 - itsRowsMillis), time.endNanos());
      probing = false;
      judgeSuspect();
      return;
    }
    double millis = time.sinceSentNanos() / 1e6;
    fixed.limit(millis);
    if (rows >= 2 * SMALL_BATCH) {
      fixed.confirm(millis, time.endNanos());
    }
    if (!time.alone()) {
      double newest = rowsMillis(time);
      behindMillis =
          Double.isInfinite(behindMillis) ? newest : behindMillis + 0.2 * (newest - behindMillis);
    }
    if (time.busyNanos() / 1e6 > batchMillis || (time.alone() && fixed.isUnknown())) {
      suspect = new Measured(rows, time);
      judgeSuspect();
    } else {
      adapt(rows, rowsMillis(time));
    }
  }

  /** Judges a slow batch, as soon as the fixed time is known well enough. */
  private void judgeSuspect() {
    if (suspect == null) {
      return;
    }
    CallTime time = suspect.time();
    if (fixed.needsProbe(time.endNanos() - time.sinceSentNanos())) {
      probing = true;
    } else {
      adapt(suspect.rows(), rowsMillis(time));
      suspect = null;
    }
  }

  /** A call that was sent behind another one is on its way while the other is running. */
  private double rowsMillis(CallTime time) {
    double withoutTheWay = time.sinceSentNanos() / 1e6 - fixed.millis();
    return Math.max(0.001, Math.min(withoutTheWay, time.busyNanos() / 1e6));
  }

  private void adapt(int rows, double rowsMillis) {
    double newestRate = Math.min(MAX_RATE, rows / rowsMillis);
    // At most half, or what earlier batches say as well.
    double lower =
        rate == 0 ? batchLimit / 2.0 : Math.min(batchLimit / 2.0, 2 * rate * batchMillis);
    double weight = rate == 0 ? 1 : 1 - Math.exp(-rowsMillis / AVERAGING_MILLIS);
    rate += weight * (newestRate - rate);
    double rowsInTime = newestRate * batchMillis;
    // The longer the way, the more its time varies, so one slow answer says little.
    boolean slow = rowsMillis > batchMillis + fixed.millis() / 4;
    slowInARow = slow ? slowInARow + 1 : 0;
    if (slowInARow == 1 && spacingMillis() > 0) {
      return;
    }
    if (slow) {
      batchLimit = clamp(Math.max(rowsInTime, lower));
    } else if (rows >= batchLimit / 2) {
      // Of two batches in flight, each has at most half of the limit.
      batchLimit = Math.max(batchLimit, clamp(Math.min(rowsInTime, batchLimit * 2.0)));
    }
  }

  /** Lowers the limit after the database gave up a batch of this many rows for taking too long. */
  void recordTimeout(int rows) {
    batchLimit = clamp(Math.min(batchLimit, rows / 2.0));
  }

  private int clamp(double rows) {
    return (int) Math.min(maxBatch, Math.max(Math.min(MIN_BATCH, maxBatch), rows));
  }
}
