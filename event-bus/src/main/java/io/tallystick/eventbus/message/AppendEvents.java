package io.tallystick.eventbus.message;

import io.tallystick.event.EventDraft.Refusal;
import java.util.List;

/**
 * Write the events of refused attempts. Sent again, each is written once.
 *
 * @param attempts oldest first
 * @param millisLeft milliseconds that the sender still waits
 */
public record AppendEvents(List<Refusal> attempts, long millisLeft)
    implements Message, HasDeadline<AppendEvents> {

  public AppendEvents {
    attempts = List.copyOf(attempts);
  }

  @Override
  public AppendEvents withMillisLeft(long millis) {
    return new AppendEvents(attempts, millis);
  }
}
