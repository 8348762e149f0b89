package io.tallystick.store;

import io.tallystick.eventbus.Failure;
import io.tallystick.store.WriteResult.Stands;
import io.vertx.circuitbreaker.RetryPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All writes of a node, in one queue, with one batch under way at a time.
 *
 * <p>A batch takes all that waits, up to a bound: it grows as load grows, and a lone request never
 * waits. Requests past the queue's bound are refused at once; those whose caller has given up are
 * dropped before they cost a query. A batch whose fate is unknown is sent again, since every row of
 * it is done only once; one that the database refuses is split, so that no row can fail others.
 *
 * <p>Lives on one event loop.
 */
final class WriteQueue {

  private static final Logger LOG = LoggerFactory.getLogger(WriteQueue.class);

  private record Waiting(WriteRequest request, Promise<WriteResult> promise, long deadlineNanos) {
    boolean givenUp() {
      return System.nanoTime() - deadlineNanos >= 0;
    }
  }

  private final Vertx vertx;
  private final WriteSession session;
  private final int maxBatch;
  private final int maxQueued;
  private final LongConsumer onRecorded;
  private final RetryPolicy pause = RetryPolicy.exponentialDelayWithJitter(25, 1_000);
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private @Nullable Promise<Void> closing;
  private boolean underWay;

  /**
   * An empty queue.
   *
   * @param onRecorded told the highest event number of each batch that is committed
   */
  WriteQueue(
      Vertx vertx, WriteSession session, int maxBatch, int maxQueued, LongConsumer onRecorded) {
    this.vertx = vertx;
    this.session = session;
    this.maxBatch = maxBatch;
    this.maxQueued = maxQueued;
    this.onRecorded = onRecorded;
  }

  /**
   * Asks for a row to be written.
   *
   * @param millisLeft milliseconds that the caller still waits
   * @return what was committed; fails with OVERLOADED where nothing was begun, with UNAVAILABLE
   *     where the time ran out, with REJECTED where the database refuses this row
   */
  Future<WriteResult> submit(WriteRequest request, long millisLeft) {
    if (queue.size() >= maxQueued) {
      return Future.failedFuture(Failure.OVERLOADED.exception());
    }
    if (closing != null) {
      return Future.failedFuture(Failure.UNAVAILABLE.exception());
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisLeft);
    Waiting waiting = new Waiting(request, Promise.promise(), deadline);
    queue.add(waiting);
    if (!underWay) {
      writeNext();
    }
    return waiting.promise().future();
  }

  /** Takes no more, and completes when all that waited has been answered. */
  Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    closing = closed;
    if (!underWay) {
      closed.complete();
    }
    return closed.future().eventually(session::close);
  }

  private void writeNext() {
    List<Waiting> batch = take();
    underWay = !batch.isEmpty();
    if (underWay) {
      write(batch, 0).onComplete(done -> writeNext());
    } else if (closing != null) {
      closing.tryComplete();
    }
  }

  private List<Waiting> take() {
    List<Waiting> batch = new ArrayList<>(Math.min(queue.size(), maxBatch));
    while (batch.size() < maxBatch && !queue.isEmpty()) {
      Waiting waiting = queue.remove();
      if (waiting.givenUp()) {
        waiting.promise().fail(Failure.UNAVAILABLE.exception());
      } else {
        batch.add(waiting);
      }
    }
    return batch;
  }

  /** Completes, never fails, when every request of the batch has its answer. */
  private Future<Void> write(List<Waiting> batch, int retries) {
    return session
        .write(batch.stream().map(Waiting::request).toList())
        .<Void>map(
            results -> {
              answer(batch, results);
              return null;
            })
        .recover(cause -> failed(batch, retries, cause));
  }

  private void answer(List<Waiting> batch, List<WriteResult> results) {
    long last = 0;
    for (int i = 0; i < batch.size(); i++) {
      WriteResult result = results.get(i);
      batch.get(i).promise().complete(result);
      if (result instanceof Stands stands) {
        last = Math.max(last, stands.seq());
      }
    }
    if (last > 0) {
      onRecorded.accept(last);
    }
  }

  private Future<Void> failed(List<Waiting> batch, int retries, Throwable cause) {
    return switch (DatabaseFault.of(cause)) {
      case PASSING -> retry(batch, retries, cause);
      case OF_A_ROW -> split(batch, cause);
      case LASTING -> {
        LOG.error("A batch of {} cannot be written", batch.size(), cause);
        batch.forEach(waiting -> waiting.promise().fail(Failure.INTERNAL.exception()));
        yield Future.succeededFuture();
      }
    };
  }

  private Future<Void> retry(List<Waiting> batch, int retries, Throwable cause) {
    List<Waiting> rest = new ArrayList<>(batch.size());
    for (Waiting waiting : batch) {
      if (waiting.givenUp()) {
        waiting.promise().fail(Failure.UNAVAILABLE.exception());
      } else {
        rest.add(waiting);
      }
    }
    LOG.warn(
        "The database did not take a batch of {} ({}); {} of them wait for the next try",
        batch.size(),
        DatabaseFault.describe(cause),
        rest.size());
    long millis = Math.max(1, pause.delay(cause, retries));
    return vertx
        .timer(millis)
        .compose(fired -> rest.isEmpty() ? Future.succeededFuture() : write(rest, retries + 1));
  }

  private Future<Void> split(List<Waiting> batch, Throwable cause) {
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
