package io.tallystick.store.read;

import io.tallystick.event.AuditEvent;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.ReadEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest events, where this node has written them without a gap: its own event log need not
 * read back from the database what has just been sent there. Whatever is missing here, because
 * another node wrote it or an answer was lost, is read from the database.
 *
 * <p>Lives on one event loop.
 */
public final class RecentEvents {

  private final @Nullable AuditEvent[] ring;
  // Numbers kept: from, inclusive, to next, exclusive.
  private long from = 1;
  private long next = 1;

  public RecentEvents(int capacity) {
    this.ring = new @Nullable AuditEvent[capacity];
  }

  /** Takes events that are committed, in the order of their numbers. */
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

  /** The answer, where all of it is here. */
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
