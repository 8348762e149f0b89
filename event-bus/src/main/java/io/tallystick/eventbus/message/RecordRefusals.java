package io.tallystick.eventbus.message;

import io.tallystick.event.EventDraft.Refusal;
import java.util.List;

/**
 * The API has refused attempts, which changed nothing. It asks the audit verticle to have them
 * recorded.
 *
 * @param attempts what was refused, and why; oldest first
 */
public record RecordRefusals(List<Refusal> attempts) implements Message {

  /** Copies the list. */
  public RecordRefusals {
    attempts = List.copyOf(attempts);
  }
}
