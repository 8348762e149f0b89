package io.tallystick.api.error;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.RecordRefusals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands refused attempts to an audit verticle, of this node or of another one, and keeps them until
 * one has taken them. What cannot be kept is counted, and the log says so.
 *
 * <p>One request is under way at a time. Attempts that come meanwhile go together in the next one.
 *
 * <p>Runs on one event loop.
 */
public final class RefusalOutbox {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalOutbox.class);
  private static final int MAX_WAITING = 10_000;
  private static final int MAX_BATCH = 500;
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final long PAUSE_MILLIS = 200;

  private final Vertx vertx;
  private final Bus bus;
  private final Counter lostCounter;
  private final Deque<Refusal> waiting = new ArrayDeque<>();
  private boolean sending;
  private boolean failing;
  // Since the last time that all were handed over.
  private long lost;
  private @Nullable Promise<Void> drained;
  private boolean closed;

  /** Creates an outbox without attempts. */
  public RefusalOutbox(Vertx vertx, Bus bus, MeterRegistry meters) {
    this.vertx = vertx;
    this.bus = bus;
    this.lostCounter =
        Counter.builder("tallystick.api.refusals.lost")
            .description("Refused attempts that could not be handed to an event log")
            .register(meters);
  }

  /** Takes an attempt. If too many are waiting, it is only counted as lost. */
  void add(Refusal attempt) {
    if (closed || waiting.size() >= MAX_WAITING) {
      lost(1);
    } else {
      waiting.add(attempt);
      sendNext();
    }
  }

  /**
   * Waits until all attempts are handed over, and then takes no more. The log says how many could
   * not be.
   *
   * @param limit how long to wait
   * @return completes when that is done; never fails
   */
  public Future<Void> close(Duration limit) {
    Promise<Void> promise = Promise.promise();
    drained = promise;
    long timer = vertx.setTimer(Math.max(1, limit.toMillis()), fired -> promise.tryComplete());
    sendNext();
    return promise
        .future()
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              closed = true;
              lost(waiting.size());
              tellLost();
            });
  }

  private void lost(long attempts) {
    lost += attempts;
    lostCounter.increment((double) attempts);
  }

  private void tellLost() {
    if (lost > 0) {
      LOG.warn("{} refused attempts are lost, because no event log took them in time", lost);
      lost = 0;
    }
  }

  private void sendNext() {
    if (sending) {
      return;
    }
    if (waiting.isEmpty()) {
      if (drained != null) {
        drained.tryComplete();
      }
      return;
    }
    sending = true;
    List<Refusal> batch = waiting.stream().limit(MAX_BATCH).toList();
    bus.request(Address.RECORD_REFUSALS, new RecordRefusals(batch), TIMEOUT_MILLIS)
        .onSuccess(taken -> handedOver(batch.size()))
        .onFailure(this::pause);
  }

  private void handedOver(int attempts) {
    sending = false;
    if (closed) {
      return;
    }
    for (int i = 0; i < attempts; i++) {
      waiting.remove();
    }
    if (failing && waiting.isEmpty()) {
      failing = false;
      LOG.info("The refused attempts that were waiting are handed to an event log");
      tellLost();
    }
    sendNext();
  }

  private void pause(Throwable cause) {
    if (!failing) {
      failing = true;
      LOG.warn("Refused attempts are waiting for an event log ({})", Failure.of(cause));
    }
    vertx.setTimer(
        PAUSE_MILLIS,
        fired -> {
          sending = false;
          if (!closed) {
            sendNext();
          }
        });
  }
}
