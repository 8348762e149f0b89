package io.tallystick.store.write;

import io.tallystick.config.StoreSettings;
import io.tallystick.eventbus.Failure;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.Session;
import io.tallystick.store.schema.WriteRequest;
import io.vertx.circuitbreaker.RetryPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All writes of a node, in one queue, with one batch under way at a time, or two.
 *
 * <p>A batch takes all that waits, up to a bound: it grows as load grows, and a lone request never
 * waits. As soon as as many wait as the batch under way has, they are sent behind it, so that the
 * database goes from one to the next without waiting for this side: smaller ones would only cost
 * more. While the database works, no more may wait than it writes in a set time, and the others are
 * refused at once; while it is away, or stalls, many more may wait for it to come back. Requests
 * whose caller has given up are dropped before they cost a query. A batch whose fate is unknown is
 * sent again, since every row of it is done only once; one that the database refuses is split, so
 * that no row can fail others.
 *
 * <p>Lives on one event loop.
 */
public final class WriteQueue {

  private static final Logger LOG = LoggerFactory.getLogger(WriteQueue.class);
  // Longer than any batch that the pace allows: this is no load, this is a fault.
  private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int MOST_UNDER_WAY = 2;
  // Fewer are not worth a batch of their own, which costs as much as some 50 rows whatever it
  // holds.
  private static final int LEAST_BEHIND = 32;

  private final Vertx vertx;
  private final Session session;
  private final AdaptiveBatchLimit pace;
  private final int maxQueued;
  private final QueueMetrics metrics;
  private final Consumer<WrittenBatch> onWritten;
  private final RetryPolicy pause = RetryPolicy.exponentialDelayWithJitter(25, 1_000);
  private final FairQueue queue = new FairQueue();
  private final Set<UUID> abandoned = new HashSet<>();
  private @Nullable Promise<Void> closing;
  // Batches whose requests are not all answered.
  private int underWay;
  // Of them, those that the database has.
  private int calls;
  private int newestRows;
  private boolean retrying;
  // When the database began with the oldest call that it has.
  private long begunNanos;

  /**
   * An empty queue.
   *
   * @param onWritten told of each batch that is committed, after its callers
   */
  public WriteQueue(
      Vertx vertx,
      Session session,
      StoreSettings settings,
      QueueMetrics metrics,
      Consumer<WrittenBatch> onWritten) {
    this.vertx = vertx;
    this.session = session;
    this.pace =
        new AdaptiveBatchLimit(settings.maxBatch(), settings.maxQueued(), settings.maxWait());
    this.maxQueued = settings.maxQueued();
    this.metrics = metrics;
    this.onWritten = onWritten;
  }

  /**
   * Asks for a row to be written.
   *
   * @param millisLeft milliseconds that the caller still waits
   * @return what was committed; fails with OVERLOADED where nothing was begun, with UNAVAILABLE
   *     where the time ran out, with REJECTED where the database refuses this row
   */
  public Future<WriteResult> submit(WriteRequest request, long millisLeft) {
    if (closing != null) {
      return Future.failedFuture(Failure.UNAVAILABLE.exception());
    }
    if (queue.isFull(request, isStalled() ? maxQueued : pace.queueLimit())) {
      metrics.refused();
      return Future.failedFuture(Failure.OVERLOADED.exception());
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisLeft);
    PendingWrite waiting = new PendingWrite(request, Promise.promise(), deadline);
    queue.add(waiting);
    writeNext();
    metrics.waiting(queue.size());
    return waiting.promise().future();
  }

  /** Drops the request of this event id, unless it is under way: its caller has hung up. */
  public void abandon(UUID eventId) {
    if (underWay > 0) {
      abandoned.add(eventId);
    }
  }

  /** Takes no more, and completes when all that waited has been answered. */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    closing = closed;
    if (underWay == 0) {
      closed.complete();
    }
    return closed.future().eventually(session::close);
  }

  private boolean isStalled() {
    return underWay > 0 && (retrying || System.nanoTime() - begunNanos > STALL_NANOS);
  }

  private void writeNext() {
    if (underWay > 0 && !isWorthSendingBehind()) {
      return;
    }
    // Two are together no larger than the pace, and the bound on a batch, allow.
    List<PendingWrite> batch = take(pace.batchLimit() - (underWay == 0 ? 0 : newestRows));
    if (!batch.isEmpty()) {
      underWay++;
      newestRows = batch.size();
      write(batch, 0)
          .onComplete(
              done -> {
                underWay--;
                writeNext();
              });
    } else if (underWay == 0 && closing != null) {
      closing.tryComplete();
    }
  }

  private boolean isWorthSendingBehind() {
    return underWay < MOST_UNDER_WAY
        && !retrying
        && newestRows <= pace.batchLimit() / 2
        && queue.size() >= Math.max(LEAST_BEHIND, newestRows);
  }

  private List<PendingWrite> take(int limit) {
    List<PendingWrite> batch = new ArrayList<>(Math.min(queue.size(), limit));
    while (batch.size() < limit) {
      PendingWrite next = queue.poll();
      if (next == null) {
        abandoned.clear();
        break;
      }
      addIfWanted(next, batch);
    }
    metrics.waiting(queue.size());
    return batch;
  }

  private void addIfWanted(PendingWrite waiting, List<PendingWrite> batch) {
    if (waiting.isGivenUp() || abandoned.remove(waiting.request().event().eventId())) {
      waiting.promise().fail(Failure.UNAVAILABLE.exception());
    } else {
      batch.add(waiting);
    }
  }

  /** Completes, never fails, when every request of the batch has its answer. */
  private Future<Void> write(List<PendingWrite> batch, int retries) {
    if (calls == 0) {
      begunNanos = System.nanoTime();
    }
    calls++;
    retrying = retries > 0;
    return WriteBatch.write(session, batch.stream().map(PendingWrite::request).toList())
        .onComplete(done -> calls--)
        .<Void>map(
            written -> {
              long nanos = lapNanos();
              pace.took(batch.size(), nanos);
              metrics.written(batch.size(), nanos);
              answer(batch, written);
              return null;
            })
        .recover(cause -> failed(batch, retries, cause));
  }

  /** How long the call that is done has kept the database, which begins with the next. */
  private long lapNanos() {
    long now = System.nanoTime();
    long nanos = now - begunNanos;
    begunNanos = now;
    return nanos;
  }

  private void answer(List<PendingWrite> batch, WrittenBatch written) {
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).promise().complete(written.results().get(i));
    }
    onWritten.accept(written);
  }

  private Future<Void> failed(List<PendingWrite> batch, int retries, Throwable cause) {
    lapNanos();
    return switch (DatabaseFault.of(cause)) {
      case TRANSIENT -> retry(batch, retries, cause);
      case BAD_ROW -> split(batch, cause);
      case PERMANENT -> {
        LOG.error("A batch of {} cannot be written", batch.size(), cause);
        batch.forEach(waiting -> waiting.promise().fail(Failure.INTERNAL.exception()));
        yield Future.succeededFuture();
      }
    };
  }

  private Future<Void> retry(List<PendingWrite> batch, int retries, Throwable cause) {
    List<PendingWrite> rest = new ArrayList<>(batch.size());
    batch.forEach(waiting -> addIfWanted(waiting, rest));
    LOG.warn(
        "The database did not take a batch of {} ({}); {} of them wait for the next try",
        batch.size(),
        DatabaseFault.describe(cause),
        rest.size());
    retrying = true;
    metrics.retried();
    long millis = Math.max(1, pause.delay(cause, retries));
    return vertx
        .timer(millis)
        .compose(fired -> rest.isEmpty() ? Future.succeededFuture() : write(rest, retries + 1));
  }

  private Future<Void> split(List<PendingWrite> batch, Throwable cause) {
    if (batch.size() == 1) {
      LOG.warn("The database refuses a request: {}", DatabaseFault.describe(cause));
      batch.get(0).promise().fail(Failure.REJECTED.exception());
      return Future.succeededFuture();
    }
    int middle = batch.size() / 2;
    return write(batch.subList(0, middle), 0)
        .compose(done -> write(batch.subList(middle, batch.size()), 0));
  }
}
