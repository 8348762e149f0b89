package io.tallystick.store.write;

import io.tallystick.event.Outcome;
import io.tallystick.store.schema.WriteRequest;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The queued requests, in a separate queue for each kind. The kinds are polled in turn
 * (round-robin) and share the capacity. So a large number of requests of one kind cannot starve the
 * others.
 */
final class FairQueue {

  /** The kinds of requests. */
  enum Kind {
    /** Single issues. */
    ISSUE,
    /** Single revokes. */
    REVOKE,
    /** Events of refused attempts. */
    REFUSAL,
    /** Imports. */
    IMPORT,
    /** Issues and revokes that one caller has sent together. */
    GROUP;

    /** The kind of a request that was sent alone. */
    static Kind of(WriteRequest request) {
      if (request.event().outcome() == Outcome.REFUSED) {
        return REFUSAL;
      }
      return switch (request.event().action()) {
        case ISSUE -> ISSUE;
        case REVOKE, REVOKE_ALL -> REVOKE;
        case IMPORT -> IMPORT;
      };
    }
  }

  private static final List<Kind> KINDS = List.of(Kind.values());

  private final Map<Kind, Queue<PendingWrite>> queues = new EnumMap<>(Kind.class);
  private int size;
  private int lastPolled;

  FairQueue() {
    KINDS.forEach(kind -> queues.put(kind, new ArrayDeque<>()));
  }

  int size() {
    return size;
  }

  /**
   * Whether the queue is full, and the queue of a kind has used its share of it. If nothing of a
   * kind waits, it has always room.
   *
   * @param capacity the number of requests of all kinds that is full
   */
  boolean isFull(Kind kind, int capacity) {
    if (size < capacity) {
      return false;
    }
    Queue<PendingWrite> queue = queueOf(kind);
    long others =
        queues.values().stream().filter(other -> other != queue && !other.isEmpty()).count();
    return !queue.isEmpty() && queue.size() >= capacity / (1 + others);
  }

  void add(Kind kind, PendingWrite pending) {
    queueOf(kind).add(pending);
    size++;
  }

  /** Removes the next request; null if there is none. */
  @Nullable PendingWrite poll() {
    for (int i = 0; i < KINDS.size(); i++) {
      lastPolled = (lastPolled + 1) % KINDS.size();
      PendingWrite next = queueOf(KINDS.get(lastPolled)).poll();
      if (next != null) {
        size--;
        return next;
      }
    }
    return null;
  }

  private Queue<PendingWrite> queueOf(Kind kind) {
    return Objects.requireNonNull(queues.get(kind));
  }
}
