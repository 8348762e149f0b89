package io.tallystick.eventbus;

import io.tallystick.event.Action;
import io.tallystick.event.Origin;
import io.tallystick.event.Reason;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that was refused and changed nothing.
 *
 * @param eventId made for this attempt alone, so that its event is written once
 * @param action what was asked for
 * @param reason why it was refused
 * @param identity named by the caller; null where none was, or none that may be written down
 * @param tokenId public name of the token that was shown; null where none was
 * @param observedAt the API node's time
 * @param origin who asked
 * @param count 1, or for how many like it this one stands that came too fast to be written down
 */
public record RefusedAttempt(
    UUID eventId,
    Action action,
    Reason reason,
    @Nullable String identity,
    @Nullable UUID tokenId,
    Instant observedAt,
    Origin origin,
    int count)
    implements Message {

  public RefusedAttempt {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1");
    }
  }
}
