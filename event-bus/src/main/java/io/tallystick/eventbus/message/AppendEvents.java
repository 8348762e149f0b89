package io.tallystick.eventbus.message;

import io.tallystick.event.EventDraft.Refusal;
import java.util.List;

/**
 * Asks the store to write the events of refused attempts. If an event is sent again, it is not
 * written again.
 *
 * @param attempts the refused attempts, oldest first
 * @param millisLeft how long the sender still waits, in milliseconds
 */
public record AppendEvents(List<Refusal> attempts, long millisLeft)
    implements Message, HasDeadline<AppendEvents> {

  /** Copies the list. */
  public AppendEvents {
    attempts = List.copyOf(attempts);
  }

  @Override
  public AppendEvents withMillisLeft(long millis) {
    return new AppendEvents(attempts, millis);
  }
}
