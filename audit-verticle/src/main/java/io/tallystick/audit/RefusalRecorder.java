package io.tallystick.audit;

import io.tallystick.audit.WaitingRefusals.Progress;
import io.tallystick.audit.WaitingRefusals.Waiting;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.EventsAppended;
import io.tallystick.eventbus.message.EventsAppended.Result;
import io.tallystick.eventbus.message.Health;
import io.tallystick.eventbus.message.RefusalsTaken;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends refused attempts to the store, and keeps those that are not written, up to a limit. Each
 * attempt ends in one of three ways: it has an event of its own, it is counted in a summary event,
 * or it is counted as lost. Each has its own id, so an attempt that is sent twice is written once.
 *
 * <p>If the store takes only some of a batch, the next batch is smaller, and later ones grow again.
 * If it takes none, the next batch is sent after a pause, which grows up to a few seconds.
 *
 * <p>Runs on one event loop.
 */
final class RefusalRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalRecorder.class);
  private static final int MAX_BATCH = 500;
  private static final long MINUTE_MILLIS = 60_000;
  private static final long SEND_TIMEOUT_MILLIS = 5_000;
  // The store answers within the timeout. The bus waits somewhat longer for the answer.
  private static final long REPLY_MILLIS = 1_000;
  private static final long MIN_PAUSE_MILLIS = 50;
  private static final long MAX_PAUSE_MILLIS = 5_000;
  // A stop has only a few seconds, and should not spend them with a pause.
  private static final long MAX_PAUSE_AT_STOP_MILLIS = 250;
  private static final long NO_TIMER = -1;
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Vertx vertx;
  private final Bus bus;
  private final int maxBuffered;
  private final RefusalRateLimiter limiter;
  private final LogMetrics metrics;
  private final LongSupplier nanoClock;
  private final WaitingRefusals waiting = new WaitingRefusals();
  private int batchSize = MAX_BATCH;
  private long pauseMillis = MIN_PAUSE_MILLIS;
  private boolean sending;
  private long pauseTimer = NO_TIMER;
  private boolean failing;
  private @Nullable Promise<Void> drained;
  private boolean closed;

  /**
   * Creates a recorder without attempts.
   *
   * @param maxBuffered how many events may wait; further attempts are only counted
   * @param nanoClock the time in nanoseconds, as {@link System#nanoTime}
   */
  RefusalRecorder(
      Vertx vertx,
      Bus bus,
      int maxBuffered,
      RefusalRateLimiter limiter,
      LogMetrics metrics,
      LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.vertx = vertx;
    this.bus = bus;
    this.maxBuffered = maxBuffered;
    this.limiter = limiter;
    this.metrics = metrics;
  }

  /** Takes the refused attempts of all nodes from now on, and summarizes every minute. */
  void listen() {
    bus.answer(
        Address.RECORD_REFUSALS,
        message -> {
          message.attempts().forEach(this::record);
          return Future.succeededFuture(new RefusalsTaken());
        });
    bus.listen(Topic.REFUSED, attempt -> record(attempt.event()));
    vertx.setPeriodic(MINUTE_MILLIS, timer -> nextMinute());
  }

  /**
   * Takes an attempt. It is only counted if there are too many attempts, or if the buffer is full.
   */
  void record(Refusal attempt) {
    if (closed) {
      metrics.refusalsLost(attempt.count());
      return;
    }
    if (waiting.size() >= maxBuffered || !limiter.tryAdmit(attempt)) {
      limiter.count(attempt);
    } else {
      waiting.add(attempt, nanoClock.getAsLong());
    }
    sendNext();
  }

  /** Must be called every minute. Turns the attempts that were counted into summary events. */
  void nextMinute() {
    limiter.nextMinute();
    if (waiting.size() + limiter.groups() <= maxBuffered + RefusalRateLimiter.MAX_GROUPS) {
      summarize();
      sendNext();
    }
  }

  /** The number of attempts that are not recorded yet, those that wait for a summary included. */
  long waiting() {
    return waiting.attempts() + limiter.attempts();
  }

  /** Whether attempts are recorded in time, for operators. It is never down. */
  Health health() {
    boolean isLong = waiting.ageNanos(nanoClock.getAsLong()) > LONG_NANOS;
    return new Health(true, isLong ? "refused attempts are waiting" : Health.OK);
  }

  /**
   * Records all attempts, those that are only counted included. Attempts are still taken meanwhile
   * and afterwards, until {@link #close}.
   *
   * @param budget how long to try
   * @return completes when all are recorded, or when the budget is used up; never fails
   */
  Future<Void> drain(Duration budget) {
    Promise<Void> promise = Promise.promise();
    drained = promise;
    if (pauseTimer != NO_TIMER && vertx.cancelTimer(pauseTimer)) {
      pauseTimer = NO_TIMER;
    }
    pauseMillis = MIN_PAUSE_MILLIS;
    sendNext();
    long timer = vertx.setTimer(Math.max(1, budget.toMillis()), fired -> promise.tryComplete());
    return promise.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  /**
   * Takes no more attempts. Says how many are lost, if any. An attempt that was sent, and whose
   * answer is missing, is counted too, although it may have been written.
   */
  void close() {
    closed = true;
    long lost = waiting();
    if (lost > 0) {
      metrics.refusalsLost(lost);
      LOG.warn("{} refused attempts could not be recorded before the stop", lost);
    }
  }

  private void summarize() {
    List<Refusal> summaries = limiter.summaries();
    if (summaries.isEmpty()) {
      return;
    }
    LOG.warn(
        "{} refused attempts have no events of their own; {} events summarize them",
        summaries.stream().mapToLong(Refusal::count).sum(),
        summaries.size());
    summaries.forEach(summary -> waiting.addSummary(summary, nanoClock.getAsLong()));
  }

  private void sendNext() {
    if (sending || pauseTimer != NO_TIMER || closed) {
      return;
    }
    if (drained != null) {
      summarize();
    }
    if (waiting.size() == 0) {
      allRecorded();
      return;
    }
    sending = true;
    List<Refusal> batch = waiting.oldest(batchSize);
    bus.request(
            Address.APPEND_EVENTS,
            new AppendEvents(batch, SEND_TIMEOUT_MILLIS),
            SEND_TIMEOUT_MILLIS + REPLY_MILLIS)
        .onComplete(
            reply -> {
              sending = false;
              if (closed) {
                return;
              }
              if (reply.succeeded()) {
                acknowledge(batch.size(), reply.result());
              } else {
                failed(batch.size(), Failure.of(reply.cause()));
              }
            });
  }

  private void failed(int sent, Failure failure) {
    if (failure == Failure.REJECTED && sent > 1) {
      // A store of an earlier release rejects all if the database rejects one. Smaller batches find
      // it.
      batchSize = sent / 2;
      sendNext();
      return;
    }
    acknowledge(sent, new EventsAppended(0, Collections.nCopies(sent, failure.ofAttempt())));
  }

  private void acknowledge(int sent, EventsAppended answer) {
    Progress progress = waiting.acknowledge(sent, answer);
    progress.rejected().forEach(this::rejected);
    boolean overloaded = answer.results().contains(Result.OVERLOADED);
    boolean unavailable = answer.results().contains(Result.UNAVAILABLE);
    if (progress.complete()) {
      batchSize = Math.min(MAX_BATCH, batchSize * 2);
    } else if (overloaded || unavailable) {
      batchSize = Math.max(1, sent / 2);
    }
    if (progress.moved()) {
      pauseMillis = MIN_PAUSE_MILLIS;
    }
    if (progress.moved() && !unavailable) {
      sendNext();
    } else {
      pause(unavailable ? Result.UNAVAILABLE : Result.OVERLOADED);
    }
  }

  private void pause(Result why) {
    if (!failing) {
      failing = true;
      LOG.warn("{} refused attempts are waiting for the store ({})", waiting.attempts(), why);
    }
    long pause = drained == null ? pauseMillis : Math.min(pauseMillis, MAX_PAUSE_AT_STOP_MILLIS);
    pauseMillis = Math.min(MAX_PAUSE_MILLIS, pauseMillis * 2);
    pauseTimer =
        vertx.setTimer(
            pause,
            fired -> {
              pauseTimer = NO_TIMER;
              sendNext();
            });
  }

  private void allRecorded() {
    if (failing) {
      failing = false;
      LOG.info("The refused attempts that were waiting are recorded");
    }
    if (drained != null) {
      drained.tryComplete();
    }
  }

  /** An event that the database takes in no form: its attempts are counted, or lost. */
  private void rejected(Waiting one) {
    Refusal event = one.event();
    if (one.isSummary()) {
      LOG.error(
          "The database rejects event {} ({}); the {} refused attempts that it summarizes are not"
              + " recorded",
          event.eventId(),
          event.reason(),
          event.count());
      metrics.refusalsLost(event.count());
    } else {
      LOG.error(
          "The database rejects event {} of a refused attempt ({}); it is only counted",
          event.eventId(),
          event.reason());
      limiter.count(event);
    }
  }
}
