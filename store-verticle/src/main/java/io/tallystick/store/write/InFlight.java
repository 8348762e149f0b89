package io.tallystick.store.write;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The batches in flight, at most two. A batch is in flight from its first call to the database
 * until all of its requests are answered.
 *
 * <p>Lives on one event loop.
 */
final class InFlight {

  // With the default store.max-wait, load makes no batch as slow as this: it is a fault.
  private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int MAX_BATCHES = 2;
  // Each batch has a fixed cost of about 50 rows, so a small second batch is not worth sending.
  private static final int MIN_SECOND_BATCH = 32;

  /** A batch. It takes several calls if it is retried or split. */
  static final class Batch {
    private final int rows;
    private boolean retrying;

    private Batch(int rows) {
      this.rows = rows;
    }

    /** Whether a call of this batch failed and is repeated now or later. */
    void setRetrying(boolean retrying) {
      this.retrying = retrying;
    }
  }

  /** The calls that the database has now. It runs one after another. */
  private static final class Calls {
    private int count;
    private long startNanos = System.nanoTime();
  }

  private final Deque<Batch> batches = new ArrayDeque<>();
  private @Nullable Calls calls;

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** The number of rows in the newest batch; 0 if none is in flight. */
  int newestRows() {
    return batches.isEmpty() ? 0 : batches.getLast().rows;
  }

  Batch begin(int rows) {
    Batch batch = new Batch(rows);
    batches.add(batch);
    return batch;
  }

  void end(Batch batch) {
    batches.remove(batch);
  }

  /** Records that a call was sent to the database. */
  void callBegins() {
    if (calls == null) {
      calls = new Calls();
    }
    calls.count++;
  }

  /**
   * Records that the oldest call has ended. The database then starts the next call.
   *
   * @return how long the database ran the ended call, in nanoseconds
   */
  long callEnds() {
    if (calls == null) {
      throw new IllegalStateException("no call was sent");
    }
    long now = System.nanoTime();
    long nanos = now - calls.startNanos;
    calls.startNanos = now;
    calls.count--;
    if (calls.count == 0) {
      calls = null;
    }
    return nanos;
  }

  /** Whether the database is unreachable, or is slower than any load would make it. */
  boolean isStalled() {
    return isRetrying() || (calls != null && System.nanoTime() - calls.startNanos > STALL_NANOS);
  }

  /** Whether the queued requests should be sent now, and not only after the batch in flight. */
  boolean hasRoomFor(int queued, int batchLimit) {
    return batches.isEmpty()
        || (batches.size() < MAX_BATCHES
            && !isRetrying()
            && newestRows() <= batchLimit / 2
            && queued >= Math.max(MIN_SECOND_BATCH, newestRows()));
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
