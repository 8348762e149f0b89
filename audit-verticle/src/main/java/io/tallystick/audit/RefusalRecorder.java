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
 * Carries refused attempts to the store. They are kept, up to a bound, while the database is away;
 * each has an id of its own, so that one that is sent again is written once.
 *
 * <p>Lives on one event loop.
 */
final class RefusalRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalRecorder.class);
  private static final int MAX_SENT = 500;
  private static final long SEND_TIMEOUT_MILLIS = 5_000;
  private static final long PAUSE_MILLIS = 500;

  private final Vertx vertx;
  private final Bus bus;
  private final int maxBuffered;
  private final Deque<Refusal> buffer = new ArrayDeque<>();
  private @Nullable Promise<Void> drained;
  private boolean sending;
  private final RefusalRateLimiter flood;
  private int nextSent = MAX_SENT;

  RefusalRecorder(Vertx vertx, Bus bus, int maxBuffered, RefusalRateLimiter flood) {
    this.vertx = vertx;
    this.bus = bus;
    this.maxBuffered = maxBuffered;
    this.flood = flood;
  }

  /** Takes an attempt; one that is part of a flood, or finds the buffer full, is only counted. */
  void record(Refusal attempt) {
    if (buffer.size() >= maxBuffered || !flood.admits(attempt)) {
      flood.count(attempt);
      return;
    }
    buffer.add(attempt);
    if (!sending) {
      send();
    }
  }

  /** To be called every minute: what has been counted gets its events. */
  void nextMinute() {
    flood.nextMinute();
    if (flood.kinds() > 0
        && buffer.size() + flood.kinds() <= maxBuffered + RefusalRateLimiter.MAX_KINDS) {
      summarize();
    }
  }

  private void summarize() {
    List<Refusal> summaries = flood.summaries();
    LOG.warn(
        "{} refused attempts came too fast for events of their own; {} events stand for them",
        summaries.stream().mapToLong(Refusal::count).sum(),
        summaries.size());
    buffer.addAll(summaries);
    if (!sending) {
      send();
    }
  }

  /** Completes when all that was taken is written. */
  Future<Void> drain() {
    if (flood.kinds() > 0) {
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
    List<Refusal> sent = buffer.stream().limit(nextSent).toList();
    bus.request(
            Address.APPEND_EVENTS,
            new AppendEvents(sent, SEND_TIMEOUT_MILLIS),
            SEND_TIMEOUT_MILLIS + 1_000)
        .onSuccess(appended -> done(sent.size()))
        .onFailure(cause -> failed(sent, cause));
  }

  private void done(int count) {
    for (int i = 0; i < count; i++) {
      buffer.remove();
    }
    send();
  }

  private void failed(List<Refusal> sent, Throwable cause) {
    Failure failure = Failure.of(cause);
    if (failure == Failure.REJECTED && sent.size() == 1) {
      LOG.error("The database takes no event for refused attempt {}", sent.get(0).eventId());
      nextSent = MAX_SENT;
      done(1);
    } else if (failure == Failure.REJECTED) {
      // One of them is the fault; one at a time, it is found.
      nextSent = 1;
      send();
    } else {
      LOG.warn("{} refused attempts wait for the store ({})", buffer.size(), failure);
      vertx.setTimer(PAUSE_MILLIS, fired -> send());
    }
  }
}
