package io.tallystick.store.write;

import io.tallystick.config.StoreSettings;
import io.tallystick.eventbus.Failure;
import io.tallystick.store.database.DatabaseFault;
import io.tallystick.store.database.RetryDelay;
import io.tallystick.store.database.Session;
import io.tallystick.store.schema.WriteRequest;
import io.tallystick.store.write.FairQueue.Kind;
import io.tallystick.store.write.InFlight.Batch;
import io.tallystick.store.write.InFlight.Call;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of all writes of a node. It sends them to the database in batches, of which one or two
 * are in flight.
 *
 * <p>A batch takes all queued requests, up to a limit. So batches grow with the load, and a single
 * request does not wait for others. If the queue has as many requests as the batch in flight, they
 * are sent as a second batch, so that the database can start it without a pause. While the database
 * works, the queue is limited to what the database can write in a set time, and further requests
 * are refused at once. While the database is unreachable or stalled, many more requests may wait.
 *
 * <p>If the caller of a request is gone, the request is dropped before it is sent. If the result of
 * a batch is unknown, the batch is sent again; that is safe because a row that is already done is
 * not done again. If the database rejects a batch, the batch is split, so that one bad row cannot
 * make others fail.
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
  private final AbandonedRequests abandoned = new AbandonedRequests();
  private @Nullable Promise<Void> closing;
  private boolean waitsToWrite;

  /**
   * Creates an empty queue.
   *
   * @param session used for nothing else, and closed by {@link #close}
   * @param onWritten called for each committed batch, after its callers are answered
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
   * Adds a request to the queue.
   *
   * @param millisLeft how long the caller still waits, in milliseconds
   * @return what was committed. The future fails with OVERLOADED if the queue is full and nothing
   *     was started, with UNAVAILABLE if the time is over, if the caller is gone or if the queue is
   *     closed, and with REJECTED if the database rejects this row
   */
  public Future<WriteResult> submit(WriteRequest request, long millisLeft) {
    Kind kind = Kind.of(request);
    Failure refusal = refusal(kind);
    if (refusal != null) {
      return Future.failedFuture(refusal.exception());
    }
    Promise<WriteResult> reply = Promise.promise();
    add(kind, List.of(request), index -> reply, millisLeft);
    return reply.future();
  }

  /**
   * Adds requests that belong together, however many they are. They take turns with single ones, so
   * they do not keep those waiting.
   *
   * @param requests at least one
   * @param millisLeft how long the caller still waits, in milliseconds
   * @return the result of each request, in the same order, when all have one; each may fail as that
   *     of {@link #submit}. The future fails with OVERLOADED or UNAVAILABLE if nothing was started
   */
  public Future<List<Future<WriteResult>>> submitAll(List<WriteRequest> requests, long millisLeft) {
    Failure refusal = refusal(Kind.GROUP);
    if (refusal != null) {
      return Future.failedFuture(refusal.exception());
    }
    WriteGroup group = new WriteGroup(requests.size());
    add(Kind.GROUP, requests, group::reply, millisLeft);
    return group.future();
  }

  /** Why no request of a kind is taken now; null if it is. */
  private @Nullable Failure refusal(Kind kind) {
    if (closing != null) {
      return Failure.UNAVAILABLE;
    }
    if (queue.isFull(kind, isStalled() ? maxQueued : limit.queueLimit())) {
      metrics.refused();
      return Failure.OVERLOADED;
    }
    return null;
  }

  private void add(
      Kind kind,
      List<WriteRequest> requests,
      IntFunction<Completable<WriteResult>> replies,
      long millisLeft) {
    long nanosLeft = TimeUnit.MILLISECONDS.toNanos(millisLeft);
    long deadline = System.nanoTime() + nanosLeft;
    for (int i = 0; i < requests.size(); i++) {
      queue.add(kind, new PendingWrite(requests.get(i), replies.apply(i), deadline));
    }
    abandoned.waiting(nanosLeft);
    writeNext();
    metrics.waiting(queue.size());
  }

  /** Drops the request with this event id, unless it is in flight. Its caller is gone. */
  public void abandon(UUID eventId) {
    if (!inFlight.isEmpty()) {
      abandoned.add(eventId);
    }
  }

  /** Takes no more requests. Completes when all queued requests are answered. */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    closing = closed;
    if (inFlight.isEmpty()) {
      closed.complete();
    }
    return closed.future().eventually(session::close);
  }

  private boolean isStalled() {
    return inFlight.isStalled(limit.stallMillis());
  }

  private void writeNext() {
    if (limit.isProbing() ? !inFlight.isEmpty() : !hasRoom()) {
      writeLater();
      return;
    }
    // The limit is for all batches together.
    List<PendingWrite> requests =
        take(limit.isProbing() ? limit.smallBatch() : limit.batchLimit() - inFlight.rows());
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

  private boolean hasRoom() {
    return inFlight.hasRoomFor(queue.size(), limit.batchLimit(), limit.spacingMillis());
  }

  /** To a far database, the next batch is sent after a while, and not only after an answer. */
  private void writeLater() {
    double spacing = limit.spacingMillis();
    if (spacing > 0 && queue.size() > 0 && !waitsToWrite) {
      waitsToWrite = true;
      vertx.setTimer(
          (long) Math.ceil(spacing),
          due -> {
            waitsToWrite = false;
            writeNext();
          });
    }
  }

  private List<PendingWrite> take(int max) {
    List<PendingWrite> batch = new ArrayList<>(Math.min(queue.size(), max));
    while (batch.size() < max) {
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

  private void addIfWanted(PendingWrite pending, List<PendingWrite> batch) {
    if (pending.isExpired() || abandoned.remove(pending.request().event().eventId())) {
      pending.fail(Failure.UNAVAILABLE);
    } else {
      batch.add(pending);
    }
  }

  /** Completes when each of the requests is answered. The future never fails. */
  private Future<Void> write(Batch batch, List<PendingWrite> requests, int retries) {
    // A login takes several round trips, and says nothing about a batch.
    boolean measured = session.isOpen();
    Call call = inFlight.callBegins();
    batch.setRetrying(retries > 0);
    return WriteBatch.write(session, requests.stream().map(PendingWrite::request).toList())
        .transform(
            result -> {
              CallTime time = inFlight.callEnds(call);
              return result.succeeded()
                  ? written(requests, result.result(), time, measured)
                  : failed(batch, requests, retries, result.cause());
            });
  }

  private Future<Void> written(
      List<PendingWrite> requests, WrittenBatch written, CallTime time, boolean measured) {
    if (measured) {
      limit.recordBatch(requests.size(), time);
    }
    metrics.written(requests.size(), time.busyNanos());
    for (int i = 0; i < requests.size(); i++) {
      requests.get(i).reply().succeed(written.results().get(i));
    }
    onWritten.accept(written);
    return Future.succeededFuture();
  }

  private Future<Void> failed(
      Batch batch, List<PendingWrite> requests, int retries, Throwable cause) {
    if (DatabaseFault.isStatementTimeout(cause)) {
      limit.recordTimeout(requests.size());
    }
    return switch (DatabaseFault.of(cause)) {
      case BUSY, SESSION -> retry(batch, requests, retries, cause);
      case BAD_ROW -> split(batch, requests, cause);
    };
  }

  private Future<Void> retry(
      Batch batch, List<PendingWrite> requests, int retries, Throwable cause) {
    List<PendingWrite> rest = new ArrayList<>(requests.size());
    requests.forEach(request -> addIfWanted(request, rest));
    LOG.warn(
        "The database did not take a batch of {} ({}); {} of them are sent again",
        requests.size(),
        DatabaseFault.describe(cause),
        rest.size());
    batch.setRetrying(true);
    metrics.retried();
    return vertx
        .timer(RetryDelay.millis(retries))
        .compose(
            fired ->
                rest.isEmpty() ? Future.succeededFuture() : writeInParts(batch, rest, retries + 1));
  }

  /**
   * Writes no more rows at once than the limit allows, which may be lower than at the first try.
   */
  private Future<Void> writeInParts(Batch batch, List<PendingWrite> requests, int retries) {
    int part = limit.batchLimit();
    return requests.size() <= part
        ? write(batch, requests, retries)
        : write(batch, requests.subList(0, part), retries)
            .compose(done -> writeInParts(batch, requests.subList(part, requests.size()), retries));
  }

  private Future<Void> split(Batch batch, List<PendingWrite> requests, Throwable cause) {
    if (requests.size() == 1) {
      LOG.warn("The database rejects a request: {}", DatabaseFault.describe(cause));
      requests.get(0).fail(Failure.REJECTED);
      return Future.succeededFuture();
    }
    int middle = requests.size() / 2;
    return write(batch, requests.subList(0, middle), 0)
        .compose(done -> write(batch, requests.subList(middle, requests.size()), 0));
  }
}
