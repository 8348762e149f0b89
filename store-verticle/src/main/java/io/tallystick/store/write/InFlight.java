package io.tallystick.store.write;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The batches in flight: at most two, each from its first call to the database until all of its
 * requests are answered.
 *
 * <p>Lives on one event loop.
 */
final class InFlight {

  // Longer than any batch that the batch limit allows: this is a fault, not load.
  private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int MOST = 2;
  // A batch costs as much as some 50 rows, whatever it holds, so a smaller one is not sent behind
  // another.
  private static final int LEAST_BEHIND = 32;

  /** A batch. It may be called several times, if it is retried or split. */
  static final class Batch {
    private final int rows;
    private boolean retrying;

    private Batch(int rows) {
      this.rows = rows;
    }

    /** Whether the database did not take this batch, and is asked, or will be asked, again. */
    void setRetrying(boolean retrying) {
      this.retrying = retrying;
    }
  }

  /** The calls that the database has now. It works on one after another. */
  private static final class Calls {
    private int count;
    private long begunNanos = System.nanoTime();
  }

  private final Deque<Batch> batches = new ArrayDeque<>();
  private @Nullable Calls calls;

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** Rows of the newest batch; 0 if none is in flight. */
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

  /** The database gets a call. */
  void callBegins() {
    if (calls == null) {
      calls = new Calls();
    }
    calls.count++;
  }

  /**
   * The oldest call has ended.
   *
   * @return nanoseconds that it kept the database, which now begins with the next call
   */
  long callEnds() {
    if (calls == null) {
      throw new IllegalStateException("no call has begun");
    }
    long now = System.nanoTime();
    long nanos = now - calls.begunNanos;
    calls.begunNanos = now;
    calls.count--;
    if (calls.count == 0) {
      calls = null;
    }
    return nanos;
  }

  /** Whether the database is away, or takes longer than any load explains. */
  boolean isStalled() {
    return isRetrying() || (calls != null && System.nanoTime() - calls.begunNanos > STALL_NANOS);
  }

  /**
   * Whether requests that wait should be sent now, and not when the batch in flight is answered.
   */
  boolean hasRoomFor(int waiting, int batchLimit) {
    return batches.isEmpty()
        || (batches.size() < MOST
            && !isRetrying()
            && newestRows() <= batchLimit / 2
            && waiting >= Math.max(LEAST_BEHIND, newestRows()));
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
