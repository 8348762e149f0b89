package io.tallystick.eventbus.message;

import io.tallystick.event.AuditEvent;
import java.util.List;

/**
 * Events in the order of their numbers, without a gap.
 *
 * @param events may be empty
 * @param last the highest number that whoever answers knows to be committed
 */
public record EventsRead(List<AuditEvent> events, long last) implements Message {

  public EventsRead {
    events = List.copyOf(events);
  }
}
