package io.tallystick.store.write;

import io.tallystick.event.Outcome;
import io.tallystick.store.schema.WriteRequest;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The queued requests, in a separate queue for each kind: issues, revokes, events of refused
 * attempts, imports. The kinds are polled in turn (round-robin) and share the capacity. So a large
 * number of requests of one kind cannot starve the others.
 */
final class FairQueue {

  private static final int KINDS = 4;

  private final List<Queue<PendingWrite>> queues =
      Stream.<Queue<PendingWrite>>generate(ArrayDeque::new).limit(KINDS).toList();
  private int size;
  private int lastPolled;

  int size() {
    return size;
  }

  /**
   * Whether the queue is full, and the queue of this request's kind has used its share of it.
   *
   * @param capacity the number of requests of all kinds that is full
   */
  boolean isFull(WriteRequest request, int capacity) {
    if (size < capacity) {
      return false;
    }
    Queue<PendingWrite> queue = queueOf(request);
    long others = queues.stream().filter(other -> other != queue && !other.isEmpty()).count();
    return queue.size() >= capacity / (1 + others);
  }

  void add(PendingWrite pending) {
    queueOf(pending.request()).add(pending);
    size++;
  }

  /** Removes the next request; null if there is none. */
  @Nullable PendingWrite poll() {
    for (int i = 0; i < KINDS; i++) {
      lastPolled = (lastPolled + 1) % KINDS;
      PendingWrite next = queues.get(lastPolled).poll();
      if (next != null) {
        size--;
        return next;
      }
    }
    return null;
  }

  private Queue<PendingWrite> queueOf(WriteRequest request) {
    if (request.event().outcome() == Outcome.REFUSED) {
      return queues.get(2);
    }
    return switch (request.event().action()) {
      case ISSUE -> queues.get(0);
      case REVOKE, REVOKE_ALL -> queues.get(1);
      case IMPORT -> queues.get(3);
    };
  }
}
