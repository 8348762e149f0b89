package io.tallystick.store.read;

import io.tallystick.event.AuditEvent;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.ReadEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the newest events, as far as this node has written them without a gap. With it, this
 * node's event log need not read events that the node has just sent to the database. Other events,
 * such as those of other nodes, are read from the database.
 *
 * <p>Lives on one event loop.
 */
public final class RecentEvents {

  private final @Nullable AuditEvent[] ring;
  // The cache has the numbers from 'from', inclusive, to 'next', exclusive.
  private long from = 1;
  private long next = 1;

  /**
   * Creates an empty cache.
   *
   * @param capacity the largest number of events that it keeps
   */
  public RecentEvents(int capacity) {
    this.ring = new @Nullable AuditEvent[capacity];
  }

  /** Adds committed events, in the order of their numbers. After a gap, older ones are dropped. */
  public void add(List<AuditEvent> committed) {
    for (AuditEvent event : committed) {
      if (event.seq() != next) {
        from = event.seq();
      }
      next = event.seq() + 1;
      from = Math.max(from, next - ring.length);
      ring[index(event.seq())] = event;
    }
  }

  /** The events after a number; empty if the first of them is not in the cache. */
  public Optional<EventsRead> read(ReadEvents message) {
    long first = message.after() + 1;
    if (first < from || first >= next) {
      return Optional.empty();
    }
    long end = Math.min(next, first + message.limit());
    List<AuditEvent> events = new ArrayList<>((int) (end - first));
    for (long seq = first; seq < end; seq++) {
      AuditEvent event = ring[index(seq)];
      if (event == null) {
        throw new IllegalStateException("event " + seq + " was never added");
      }
      events.add(event);
    }
    return Optional.of(new EventsRead(events, next - 1));
  }

  private int index(long seq) {
    return (int) (seq % ring.length);
  }
}
