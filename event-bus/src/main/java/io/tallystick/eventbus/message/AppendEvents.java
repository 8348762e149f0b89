package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tallystick.event.EventDraft.Refusal;
import java.util.List;

/**
 * Asks the store to write the events of refused attempts. If an event is sent again, it is not
 * written again.
 *
 * @param attempts the refused attempts, oldest first
 * @param millisLeft how long the sender still waits, in milliseconds
 * @param each whether the sender reads {@link EventsAppended#results}. If not, as in a release that
 *     does not know them, the request fails if one attempt is not written
 */
public record AppendEvents(
    List<Refusal> attempts,
    long millisLeft,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean each)
    implements Message, HasDeadline<AppendEvents> {

  /** Copies the list. */
  public AppendEvents {
    attempts = List.copyOf(attempts);
  }

  /** A request whose sender reads the result of each attempt. */
  public AppendEvents(List<Refusal> attempts, long millisLeft) {
    this(attempts, millisLeft, true);
  }

  @Override
  public AppendEvents withMillisLeft(long millis) {
    return new AppendEvents(attempts, millis, each);
  }
}
