package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tallystick.event.AuditEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply to {@link ReadEvents}: events in the order of their numbers, without a gap.
 *
 * @param events may be empty
 * @param last the highest event number that the sender knows to be committed
 * @param server the database server that has answered, as host:port; null if it is not known, as
 *     for events from memory
 */
public record EventsRead(
    List<AuditEvent> events,
    long last,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String server)
    implements Message {

  /** Copies the list. */
  public EventsRead {
    events = List.copyOf(events);
  }

  /** A reply from memory. */
  public EventsRead(List<AuditEvent> events, long last) {
    this(events, last, null);
  }
}
