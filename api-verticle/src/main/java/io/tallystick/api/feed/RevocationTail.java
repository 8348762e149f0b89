package io.tallystick.api.feed;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.ReadRevocations;
import io.tallystick.eventbus.message.RevocationsRead;
import io.tallystick.eventbus.message.RevocationsRead.Revocation;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest revocations, as long as somebody listens. All event loops of a node share it, so the
 * database is asked once for all listeners.
 *
 * <p>It asks the database on one event loop. Other threads read what it has found.
 */
final class RevocationTail implements Shareable {

  private static final Logger LOG = LoggerFactory.getLogger(RevocationTail.class);
  private static final String NAME = RevocationTail.class.getName();

  /** So often the database is asked if no commit is heard of, in milliseconds. */
  static final long IDLE_MILLIS = 500;

  // Under load, the pause lets one question find the events of several batches.
  private static final long PAUSE_MILLIS = 10;
  private static final long TIMEOUT_MILLIS = 2_000;
  // Far more than are written between two questions, and read in milliseconds.
  private static final int NUMBERS_A_READ = 10_000;
  // Each listener who is far behind would have one otherwise.
  private static final int OLDER_AT_ONCE = 4;
  private static final int KEPT = 65_536;
  private static final long NOTHING_KEPT = Long.MAX_VALUE;

  private final Vertx vertx;
  private final Bus bus;
  private final Context context;
  private final Places places;
  private final Turns older = new Turns(OLDER_AT_ONCE);
  private final Set<Runnable> wakeUps = new CopyOnWriteArraySet<>();
  private final Questions questions;
  private final ConcurrentNavigableMap<Long, Revocation> revocations =
      new ConcurrentSkipListMap<>();
  private volatile long completeAfter = NOTHING_KEPT;
  private volatile @Nullable Position position;

  // Only on the event loop of the context.
  private boolean polling;
  private boolean pollAgain;
  private boolean pausing;
  private boolean failing;
  private long lastCommitted;
  private long toldNanos;
  private int history;

  private RevocationTail(Vertx vertx, Bus bus, Places places) {
    this.vertx = vertx;
    this.bus = bus;
    this.context = vertx.getOrCreateContext();
    this.places = places;
    this.questions = new Questions(vertx);
    bus.listen(Topic.EVENTS_COMMITTED, message -> committed(message.seq()));
    vertx.setPeriodic(IDLE_MILLIS, timer -> wake());
  }

  /**
   * The tail that all event loops of a node share. It stops with the verticle that asks first.
   *
   * @param maxListeners how many may listen at once
   */
  static RevocationTail shared(Vertx vertx, Bus bus, int maxListeners, MeterRegistry meters) {
    return vertx
        .sharedData()
        .<String, RevocationTail>getLocalMap(NAME)
        .computeIfAbsent(
            NAME, absent -> new RevocationTail(vertx, bus, new Places(meters, maxListeners)));
  }

  /** Makes place for another tail, when the verticles of this one stop. */
  void close() {
    vertx.sharedData().<String, RevocationTail>getLocalMap(NAME).removeIfPresent(NAME, this);
  }

  /** The places of those who listen. */
  Places places() {
    return places;
  }

  /** Has a handler called on its own event loop whenever the tail has come further. */
  void onAdvance(Runnable handler) {
    Context ofHandler = vertx.getOrCreateContext();
    wakeUps.add(() -> ofHandler.runOnContext(advanced -> handler.run()));
  }

  /**
   * The position at a moment after this call. The future fails with UNAVAILABLE if the database
   * does not answer in time. If the asker has gone by then, the future may never complete.
   *
   * @param gone completes when nobody waits for the answer any more
   */
  Future<Position> now(long timeoutMillis, Future<Void> gone) {
    Future<Position> answer = questions.ask(timeoutMillis, gone);
    context.runOnContext(asked -> wake());
    return answer;
  }

  /**
   * The revocations after a number, the first ones first. What is older than the tail is read from
   * the database. The future fails with UNAVAILABLE if the database does not answer.
   *
   * @param limit the largest number of revocations
   * @param gone whether nobody waits for the answer any more; then the future may fail
   */
  Future<Page> read(long after, int limit, BooleanSupplier gone) {
    Position known = position;
    List<Revocation> found = new ArrayList<>();
    if (known != null && after <= known.upTo()) {
      for (Revocation revocation : revocations.subMap(after, false, known.upTo(), true).values()) {
        found.add(revocation);
        if (found.size() > limit) {
          break;
        }
      }
    }
    // Asked after the revocations were read, since older ones may have been dropped meanwhile.
    if (known == null || after < completeAfter) {
      return older.run(vertx.getOrCreateContext(), () -> readOlder(after, limit, gone));
    }
    return Future.succeededFuture(page(found, limit, Math.max(after, known.upTo()), known));
  }

  private Future<Page> readOlder(long after, int limit, BooleanSupplier gone) {
    if (gone.getAsBoolean()) {
      return Future.failedFuture(Failure.UNAVAILABLE.exception());
    }
    return bus.request(
            Address.READ_REVOCATIONS,
            new ReadRevocations(after, NUMBERS_A_READ, limit),
            TIMEOUT_MILLIS)
        // A store of an earlier release reads more than the limit.
        .map(read -> page(read.revocations(), limit, Math.max(after, read.upTo()), null));
  }

  private static Page page(
      List<Revocation> found, int limit, long upTo, @Nullable Position newest) {
    if (found.size() <= limit) {
      return new Page(found, upTo, newest);
    }
    List<Revocation> first = found.subList(0, limit);
    return new Page(first, first.get(limit - 1).seq(), null);
  }

  private void committed(long seq) {
    lastCommitted = Math.max(lastCommitted, seq);
    Position known = position;
    if (pausing || failing || known == null || known.upTo() >= lastCommitted) {
      return;
    }
    pausing = true;
    vertx.setTimer(
        PAUSE_MILLIS,
        passed -> {
          pausing = false;
          committed(lastCommitted);
        });
    if (!polling) {
      poll();
    }
  }

  private void wake() {
    if (polling) {
      pollAgain = true;
    } else {
      poll();
    }
  }

  private void poll() {
    pollAgain = false;
    if (places.areFree()) {
      forget();
      return;
    }
    polling = true;
    long begun = System.nanoTime();
    Position known = position;
    bus.request(
            Address.READ_REVOCATIONS,
            known == null
                ? new ReadRevocations(0, 0)
                : new ReadRevocations(known.upTo(), NUMBERS_A_READ),
            TIMEOUT_MILLIS)
        .onSuccess(
            read -> {
              failing = false;
              take(known, begun, read);
            })
        .onFailure(this::failed)
        .onComplete(
            done -> {
              polling = false;
              if (pollAgain) {
                poll();
              }
            });
  }

  /** Nobody listens, so nothing is kept up to date. */
  private void forget() {
    completeAfter = NOTHING_KEPT;
    position = null;
    revocations.clear();
  }

  private void failed(Throwable cause) {
    if (!failing) {
      LOG.warn("Revocations cannot be read: {}", Failure.of(cause));
    }
    failing = true;
  }

  private void take(@Nullable Position known, long begun, RevocationsRead read) {
    if (known == null) {
      startFrom(read.last(), begun);
    } else if (read.last() < known.upTo()) {
      LOG.warn(
          "The newest event number was {}, and is {} now: the database was replaced. Those who"
              + " listen to revocations begin anew",
          known.upTo(),
          read.last());
      history++;
      lastCommitted = 0;
      forget();
      startFrom(read.last(), begun);
    } else {
      read.revocations().forEach(revocation -> revocations.put(revocation.seq(), revocation));
      drop();
      boolean all = read.upTo() == read.last();
      position = new Position(read.upTo(), all ? begun : known.asOfNanos(), history);
      pollAgain |= !all;
    }
    answerQuestions();
    if (known == null
        || !read.revocations().isEmpty()
        || begun - toldNanos >= TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS / 2)) {
      toldNanos = begun;
      wakeUps.forEach(Runnable::run);
    }
  }

  private void startFrom(long seq, long begun) {
    position = new Position(seq, begun, history);
    completeAfter = seq;
  }

  /** Drops the oldest revocations if there are too many. */
  private void drop() {
    while (revocations.size() > KEPT) {
      Map.Entry<Long, Revocation> oldest = revocations.firstEntry();
      completeAfter = oldest.getKey();
      revocations.remove(oldest.getKey());
    }
  }

  private void answerQuestions() {
    Position reached = position;
    if (reached != null && !questions.answer(reached)) {
      pollAgain = true;
    }
  }
}
