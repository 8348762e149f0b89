package io.tallystick.store.database;

import io.tallystick.eventbus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that are answered many at once. Those that arrive while the database is asked go
 * together in the next call, so a single request never waits for others. Each call is sent after
 * its requests have arrived.
 *
 * <p>If the database does not answer, requests are sent again until their callers wait no more. So
 * a request must have the same result if it is sent twice.
 *
 * <p>Lives on one event loop.
 *
 * @param <Q> the type of a request
 * @param <R> the type of its answer
 */
public final class GatheredCalls<Q, R> {

  private static final Logger LOG = LoggerFactory.getLogger(GatheredCalls.class);

  private static final int MAX_BATCH = 1_000;
  private static final int MAX_CALLS = 2;
  // A call has a fixed cost, so a small one is not worth sending behind another.
  private static final int MIN_SECOND_BATCH = 32;

  private record Waiting<Q, R>(Q request, Promise<R> reply, long deadlineNanos) {

    boolean isExpired() {
      return System.nanoTime() - deadlineNanos >= 0;
    }
  }

  private final Vertx vertx;
  private final int maxWaiting;
  private final String failed;
  private final Function<List<Q>, Future<List<R>>> call;
  private final Queue<Waiting<Q, R>> queue = new ArrayDeque<>();
  private int calls;
  private int failuresInARow;
  private boolean closed;

  /**
   * Creates a queue of such requests.
   *
   * @param maxWaiting how many requests may wait
   * @param failed what the log says if a call fails, such as "Tokens cannot be read"
   * @param call asks the database; the answers are in the order of the requests
   */
  public GatheredCalls(
      Vertx vertx, int maxWaiting, String failed, Function<List<Q>, Future<List<R>>> call) {
    this.vertx = vertx;
    this.maxWaiting = maxWaiting;
    this.failed = failed;
    this.call = call;
  }

  /**
   * Adds a request.
   *
   * @param millisLeft how long the caller still waits, in milliseconds
   * @return its answer. The future fails with OVERLOADED if too many requests wait, and with
   *     UNAVAILABLE if the database does not answer while the caller waits, or if this is closed
   */
  public Future<R> submit(Q request, long millisLeft) {
    if (closed) {
      return Future.failedFuture(Failure.UNAVAILABLE.exception());
    }
    if (queue.size() >= maxWaiting) {
      return Future.failedFuture(Failure.OVERLOADED.exception());
    }
    long nanosLeft = TimeUnit.MILLISECONDS.toNanos(millisLeft);
    Waiting<Q, R> waiting =
        new Waiting<>(request, Promise.promise(), System.nanoTime() + nanosLeft);
    queue.add(waiting);
    callNext();
    return waiting.reply().future();
  }

  private void callNext() {
    while (!queue.isEmpty()
        && (calls == 0 || (calls < MAX_CALLS && queue.size() >= MIN_SECOND_BATCH))) {
      call(take());
    }
  }

  private List<Waiting<Q, R>> take() {
    List<Waiting<Q, R>> batch = new ArrayList<>(Math.min(queue.size(), MAX_BATCH));
    while (batch.size() < MAX_BATCH && !queue.isEmpty()) {
      batch.add(queue.remove());
    }
    return batch;
  }

  private void call(List<Waiting<Q, R>> batch) {
    calls++;
    call.apply(batch.stream().map(Waiting::request).toList())
        .onComplete(
            done -> {
              if (done.succeeded()) {
                failuresInARow = 0;
                calls--;
                answer(batch, done.result());
                callNext();
              } else {
                callAgain(batch, done.cause());
              }
            });
  }

  private static <Q, R> void answer(List<Waiting<Q, R>> batch, List<R> answers) {
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).reply().complete(answers.get(i));
    }
  }

  private void callAgain(List<Waiting<Q, R>> batch, Throwable cause) {
    if (failuresInARow == 0) {
      LOG.warn("{} ({}); trying again", failed, DatabaseFault.describe(cause));
    }
    vertx
        .timer(RetryDelay.millis(failuresInARow++))
        .onComplete(
            paused -> {
              calls--;
              queue.addAll(batch);
              queue.removeIf(this::failIfExpired);
              callNext();
            });
  }

  private boolean failIfExpired(Waiting<Q, R> waiting) {
    boolean expired = closed || waiting.isExpired();
    if (expired) {
      waiting.reply().fail(Failure.UNAVAILABLE.exception());
    }
    return expired;
  }

  /** Takes no more requests. Those that wait fail with UNAVAILABLE. */
  public void close() {
    closed = true;
    queue.removeIf(this::failIfExpired);
  }
}
