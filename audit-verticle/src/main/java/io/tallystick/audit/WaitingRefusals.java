package io.tallystick.audit;

import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.eventbus.message.EventsAppended;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Events of refused attempts that are not in the database yet, oldest first. Each is removed when
 * the store says of it that it is written. One that the database rejects is kept in a {@linkplain
 * Refusal#inAscii safe form} first, and is given back if it is rejected in that form too.
 *
 * <p>Runs on one event loop.
 */
final class WaitingRefusals {

  /**
   * An event that waits.
   *
   * @param event the event, as it is sent
   * @param sinceNanos when it began to wait
   * @param isSummary whether it summarizes attempts that were only counted
   * @param isSafe whether it is in its safe form, because the database has rejected it once
   */
  record Waiting(Refusal event, long sinceNanos, boolean isSummary, boolean isSafe) {

    Waiting inSafeForm() {
      return new Waiting(event.inAscii(), sinceNanos, isSummary, true);
    }
  }

  /**
   * What an answer of the store has changed.
   *
   * @param moved whether an event was removed, or got its safe form
   * @param complete whether every event that was sent was written
   * @param rejected events that the database has rejected in their safe form; they wait no longer
   */
  record Progress(boolean moved, boolean complete, List<Waiting> rejected) {}

  private final Deque<Waiting> queue = new ArrayDeque<>();
  private long attempts;

  /**
   * Adds the event of an attempt at the end.
   *
   * @param nowNanos the time, as {@link System#nanoTime}
   */
  void add(Refusal event, long nowNanos) {
    add(new Waiting(event, nowNanos, false, false));
  }

  /** Adds an event that summarizes attempts at the end. */
  void addSummary(Refusal event, long nowNanos) {
    add(new Waiting(event, nowNanos, true, false));
  }

  private void add(Waiting one) {
    queue.addLast(one);
    attempts += one.event().count();
  }

  /** The number of events. */
  int size() {
    return queue.size();
  }

  /** The number of attempts that the events stand for. */
  long attempts() {
    return attempts;
  }

  /** How long the oldest event has waited, in nanoseconds; 0 if there is none. */
  long ageNanos(long nowNanos) {
    Waiting oldest = queue.peekFirst();
    return oldest == null ? 0 : nowNanos - oldest.sinceNanos();
  }

  /** The oldest events, at most so many. */
  List<Refusal> oldest(int limit) {
    return queue.stream().limit(limit).map(Waiting::event).toList();
  }

  /**
   * Takes the answer of the store for the oldest events. Those that are not written stay where they
   * are.
   *
   * @param sent how many were sent; none may have been removed since
   */
  Progress acknowledge(int sent, EventsAppended answer) {
    Deque<Waiting> kept = new ArrayDeque<>();
    List<Waiting> rejected = new ArrayList<>();
    boolean moved = false;
    for (int i = 0; i < sent; i++) {
      Waiting one = queue.removeFirst();
      switch (answer.result(i)) {
        case WRITTEN -> {
          moved = true;
          attempts -= one.event().count();
        }
        case REJECTED -> {
          moved = true;
          if (one.isSafe()) {
            attempts -= one.event().count();
            rejected.add(one);
          } else {
            kept.addLast(one.inSafeForm());
          }
        }
        case OVERLOADED, UNAVAILABLE -> kept.addLast(one);
      }
    }
    boolean complete = kept.isEmpty() && rejected.isEmpty();
    while (!kept.isEmpty()) {
      queue.addFirst(kept.removeLast());
    }
    return new Progress(moved, complete, rejected);
  }
}
