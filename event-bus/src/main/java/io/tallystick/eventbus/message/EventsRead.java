package io.tallystick.eventbus.message;

import io.tallystick.event.AuditEvent;
import java.util.List;

/**
 * The reply to {@link ReadEvents}: events in the order of their numbers, without a gap.
 *
 * @param events may be empty
 * @param last the highest event number that the sender knows to be committed
 */
public record EventsRead(List<AuditEvent> events, long last) implements Message {

  /** Copies the list. */
  public EventsRead {
    events = List.copyOf(events);
  }
}
