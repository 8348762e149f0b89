package io.tallystick.store.write;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The batches in flight: at most two, or some more to a far database. A batch is in flight from its
 * first call to the database until all of its requests are answered.
 *
 * <p>Lives on one event loop.
 */
final class InFlight {

  private static final int MAX_BATCHES = 2;
  // To a far database, more are on their way while the answers of others are on theirs.
  static final int MAX_BATCHES_TO_FAR = 32;
  // Each batch has a fixed cost of about 50 rows, so a small second batch is not worth sending.
  private static final int MIN_SECOND_BATCH = 32;

  /** A batch. It takes several calls if it is retried or split. */
  static final class Batch {
    private final int rows;
    private final long sentNanos = System.nanoTime();
    private boolean retrying;

    private Batch(int rows) {
      this.rows = rows;
    }

    /** Whether a call of this batch failed and is repeated now or later. */
    void setRetrying(boolean retrying) {
      this.retrying = retrying;
    }
  }

  /** A call to the database. */
  static final class Call {
    private final long sentNanos = System.nanoTime();
    private final boolean alone;

    private Call(boolean alone) {
      this.alone = alone;
    }
  }

  private final Deque<Batch> batches = new ArrayDeque<>();
  private int calls;
  // When the database began to run the oldest call, or when the last call ended.
  private long busySinceNanos;

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** The number of rows in all batches in flight. */
  int rows() {
    int rows = 0;
    for (Batch batch : batches) {
      rows += batch.rows;
    }
    return rows;
  }

  Batch begin(int rows) {
    Batch batch = new Batch(rows);
    batches.add(batch);
    return batch;
  }

  void end(Batch batch) {
    batches.remove(batch);
  }

  /** Records that a call is sent to the database, which runs one after another. */
  Call callBegins() {
    Call call = new Call(calls == 0);
    if (call.alone) {
      busySinceNanos = call.sentNanos;
    }
    calls++;
    return call;
  }

  /** Records that a call, which is the oldest one, has ended. */
  CallTime callEnds(Call call) {
    long now = System.nanoTime();
    CallTime time = new CallTime(now - call.sentNanos, now - busySinceNanos, call.alone, now);
    busySinceNanos = now;
    calls--;
    return time;
  }

  /**
   * Whether the database is unreachable, or is slower than any load would make it.
   *
   * @param stallMillis the time after which a call without an answer means a fault
   */
  boolean isStalled(double stallMillis) {
    return isRetrying() || (calls > 0 && (System.nanoTime() - busySinceNanos) / 1e6 > stallMillis);
  }

  /**
   * Whether the queued requests should be sent now, and not only after the batch in flight.
   *
   * @param batchLimit the largest number of rows in flight
   * @param spacingMillis the time between two batches to a far database; 0 if it is near
   */
  boolean hasRoomFor(int queued, int batchLimit, double spacingMillis) {
    if (batches.isEmpty()) {
      return true;
    }
    if (queued == 0 || isRetrying() || rows() >= batchLimit) {
      return false;
    }
    Batch newest = batches.getLast();
    if (spacingMillis > 0 && (System.nanoTime() - newest.sentNanos) / 1e6 >= spacingMillis) {
      return batches.size() < MAX_BATCHES_TO_FAR;
    }
    return batches.size() < MAX_BATCHES
        && newest.rows <= batchLimit / 2
        && queued >= Math.max(MIN_SECOND_BATCH, newest.rows);
  }

  private boolean isRetrying() {
    for (Batch batch : batches) {
      if (batch.retrying) {
        return true;
      }
    }
    return false;
  }
}
