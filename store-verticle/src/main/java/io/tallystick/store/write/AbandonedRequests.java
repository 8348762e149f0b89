package io.tallystick.store.write;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The requests whose callers are gone. An entry is kept until its request is taken from the queue,
 * or until no request of that time can still be waiting.
 *
 * <p>Lives on one event loop.
 */
final class AbandonedRequests {

  // In the order in which they were added.
  private final Map<UUID, Long> forgetAtNanos = new LinkedHashMap<>();
  private long longestWaitNanos;

  /** Records that a request waits, for this many nanoseconds at most. */
  void waiting(long nanos) {
    longestWaitNanos = Math.max(longestWaitNanos, nanos);
  }

  /** Adds the request with this event id. */
  void add(UUID eventId) {
    long now = System.nanoTime();
    Iterator<Long> oldest = forgetAtNanos.values().iterator();
    while (oldest.hasNext() && now - oldest.next() > 0) {
      oldest.remove();
    }
    forgetAtNanos.put(eventId, now + longestWaitNanos);
  }

  /** Whether the request with this event id was abandoned. It is forgotten then. */
  boolean remove(UUID eventId) {
    return !forgetAtNanos.isEmpty() && forgetAtNanos.remove(eventId) != null;
  }

  /** Forgets all, since no request waits. */
  void clear() {
    forgetAtNanos.clear();
  }

  int size() {
    return forgetAtNanos.size();
  }
}
