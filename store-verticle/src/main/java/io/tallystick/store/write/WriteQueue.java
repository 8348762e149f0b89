package io.tallystick.store.write;

import io.tallystick.config.StoreSettings;
import io.tallystick.eventbus.Failure;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.Session;
import io.tallystick.store.schema.WriteRequest;
import io.tallystick.store.write.InFlight.Batch;
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
 * All writes of a node, in one queue, with one batch in flight, or two.
 *
 * <p>A batch takes all that waits, up to a limit. So batches grow with the load, and a lone request
 * never waits. If as many requests wait as the batch in flight has, they are sent behind it, so
 * that the database goes from one batch to the next without waiting for this side. While the
 * database works, no more requests may wait than it writes in a set time; the others are refused at
 * once. While it is away or stalls, many more may wait for it.
 *
 * <p>A request whose caller has given up is dropped before it costs a query. A batch whose fate is
 * unknown is sent again, since each of its rows is done only once. A batch that the database
 * rejects is split, so that one row cannot fail others.
 *
 * <p>Lives on one event loop.
 */
public final class WriteQueue {

  private static final Logger LOG = LoggerFactory.getLogger(WriteQueue.class);

  private final Vertx vertx;
  private final Session session;
  private final AdaptiveBatchLimit limit;
  private final int maxQueued;
  private final QueueMetrics metrics;
  private final Consumer<WrittenBatch> onWritten;
  private final FairQueue queue = new FairQueue();
  private final InFlight inFlight = new InFlight();
  private final Set<UUID> abandoned = new HashSet<>();
  private @Nullable Promise<Void> closing;

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
    this.limit =
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
    if (queue.isFull(request, inFlight.isStalled() ? maxQueued : limit.queueLimit())) {
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
    if (!inFlight.isEmpty()) {
      abandoned.add(eventId);
    }
  }

  /** Takes no more, and completes when all that waited has been answered. */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    closing = closed;
    if (inFlight.isEmpty()) {
      closed.complete();
    }
    return closed.future().eventually(session::close);
  }

  private void writeNext() {
    if (!inFlight.hasRoomFor(queue.size(), limit.batchLimit())) {
      return;
    }
    // Two batches are together no larger than the limit allows.
    List<PendingWrite> requests = take(limit.batchLimit() - inFlight.newestRows());
    if (!requests.isEmpty()) {
      Batch batch = inFlight.begin(requests.size());
      write(batch, requests, 0)
          .onComplete(
              done -> {
                inFlight.end(batch);
                writeNext();
              });
    } else if (inFlight.isEmpty() && closing != null) {
      closing.tryComplete();
    }
  }

  private List<PendingWrite> take(int most) {
    List<PendingWrite> batch = new ArrayList<>(Math.min(queue.size(), most));
    while (batch.size() < most) {
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

  /** Completes, and never fails, when each of the requests has its answer. */
  private Future<Void> write(Batch batch, List<PendingWrite> requests, int retries) {
    inFlight.callBegins();
    batch.setRetrying(retries > 0);
    return WriteBatch.write(session, requests.stream().map(PendingWrite::request).toList())
        .transform(
            result -> {
              long nanos = inFlight.callEnds();
              return result.succeeded()
                  ? written(requests, result.result(), nanos)
                  : failed(batch, requests, retries, result.cause());
            });
  }

  private Future<Void> written(List<PendingWrite> requests, WrittenBatch written, long nanos) {
    limit.took(requests.size(), nanos);
    metrics.written(requests.size(), nanos);
    for (int i = 0; i < requests.size(); i++) {
      requests.get(i).promise().complete(written.results().get(i));
    }
    onWritten.accept(written);
    return Future.succeededFuture();
  }

  private Future<Void> failed(
      Batch batch, List<PendingWrite> requests, int retries, Throwable cause) {
    return switch (DatabaseFault.of(cause)) {
      case TRANSIENT -> retry(batch, requests, retries, cause);
      case BAD_ROW -> split(batch, requests, cause);
      case PERMANENT -> {
        LOG.error("A batch of {} cannot be written", requests.size(), cause);
        requests.forEach(request -> request.promise().fail(Failure.INTERNAL.exception()));
        yield Future.succeededFuture();
      }
    };
  }

  private Future<Void> retry(
      Batch batch, List<PendingWrite> requests, int retries, Throwable cause) {
    List<PendingWrite> rest = new ArrayList<>(requests.size());
    requests.forEach(request -> addIfWanted(request, rest));
    LOG.warn(
        "The database did not take a batch of {} ({}); {} of them wait for the next try",
        requests.size(),
        DatabaseFault.describe(cause),
        rest.size());
    batch.setRetrying(true);
    metrics.retried();
    return vertx
        .timer(RetryDelay.millis(retries))
        .compose(
            fired -> rest.isEmpty() ? Future.succeededFuture() : write(batch, rest, retries + 1));
  }

  private Future<Void> split(Batch batch, List<PendingWrite> requests, Throwable cause) {
    if (requests.size() == 1) {
      LOG.warn("The database rejects a request: {}", DatabaseFault.describe(cause));
      requests.get(0).promise().fail(Failure.REJECTED.exception());
      return Future.succeededFuture();
    }
    int middle = requests.size() / 2;
    return write(batch, requests.subList(0, middle), 0)
        .compose(done -> write(batch, requests.subList(middle, requests.size()), 0));
  }
}
