package io.tallystick.audit;

import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.AppendEvents;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends refused attempts to the store. It buffers them, up to a limit, while the database is
 * unavailable. Each has its own id, so an attempt that is sent twice is written once.
 *
 * <p>Runs on one event loop.
 */
final class RefusalRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalRecorder.class);
  private static final int MAX_BATCH = 500;
  private static final long SEND_TIMEOUT_MILLIS = 5_000;
  private static final long RETRY_MILLIS = 500;

  private final Vertx vertx;
  private final Bus bus;
  private final int maxBuffered;
  private final Deque<Refusal> buffer = new ArrayDeque<>();
  private @Nullable Promise<Void> drained;
  private boolean sending;
  private final RefusalRateLimiter limiter;
  private int batchSize = MAX_BATCH;

  RefusalRecorder(Vertx vertx, Bus bus, int maxBuffered, RefusalRateLimiter limiter) {
    this.vertx = vertx;
    this.bus = bus;
    this.maxBuffered = maxBuffered;
    this.limiter = limiter;
  }

  /**
   * Takes an attempt. It is only counted if there are too many attempts, or if the buffer is full.
   */
  void record(Refusal attempt) {
    if (buffer.size() >= maxBuffered || !limiter.tryAdmit(attempt)) {
      limiter.count(attempt);
      return;
    }
    buffer.add(attempt);
    if (!sending) {
      send();
    }
  }

  /** Must be called every minute. Turns the attempts that were counted into summary events. */
  void nextMinute() {
    limiter.nextMinute();
    if (limiter.groups() > 0
        && buffer.size() + limiter.groups() <= maxBuffered + RefusalRateLimiter.MAX_GROUPS) {
      summarize();
    }
  }

  private void summarize() {
    List<Refusal> summaries = limiter.summaries();
    LOG.warn(
        "{} refused attempts came too fast to have events of their own; {} events summarize them",
        summaries.stream().mapToLong(Refusal::count).sum(),
        summaries.size());
    buffer.addAll(summaries);
    if (!sending) {
      send();
    }
  }

  /** Completes when all attempts so far are written. */
  Future<Void> drain() {
    if (limiter.groups() > 0) {
      summarize();
    }
    Promise<Void> promise = Promise.promise();
    drained = promise;
    if (!sending) {
      promise.complete();
    }
    return promise.future();
  }

  private void send() {
    sending = !buffer.isEmpty();
    if (!sending) {
      if (drained != null) {
        drained.tryComplete();
      }
      return;
    }
    List<Refusal> sent = buffer.stream().limit(batchSize).toList();
    bus.request(
            Address.APPEND_EVENTS,
            new AppendEvents(sent, SEND_TIMEOUT_MILLIS, false),
            SEND_TIMEOUT_MILLIS + 1_000)
        .onSuccess(appended -> removeSent(sent.size()))
        .onFailure(cause -> failed(sent, cause));
  }

  private void removeSent(int count) {
    for (int i = 0; i < count; i++) {
      buffer.remove();
    }
    send();
  }

  private void failed(List<Refusal> sent, Throwable cause) {
    Failure failure = Failure.of(cause);
    if (failure == Failure.REJECTED && sent.size() == 1) {
      LOG.error(
          "The database rejects the event of refused attempt {}; it is not recorded",
          sent.get(0).eventId());
      batchSize = MAX_BATCH;
      removeSent(1);
    } else if (failure == Failure.REJECTED) {
      // One of them is rejected. Sending them one at a time shows which.
      batchSize = 1;
      send();
    } else {
      LOG.warn("{} refused attempts are waiting for the store ({})", buffer.size(), failure);
      vertx.setTimer(RETRY_MILLIS, fired -> send());
    }
  }
}
