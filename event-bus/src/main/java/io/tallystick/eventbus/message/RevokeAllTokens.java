package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tallystick.event.EventDraft.RevokeAll;
import java.util.Objects;

/**
 * Orders the store to revoke all tokens of an identity that were issued before this order, and to
 * write the events. If it is sent again with the same event id, it is the same order.
 *
 * @param event whose tokens are revoked, and who asked for it
 * @param millisLeft how long the caller still waits, in milliseconds
 */
public record RevokeAllTokens(@JsonUnwrapped RevokeAll event, long millisLeft)
    implements Message, HasDeadline<RevokeAllTokens> {

  /**
   * Checks that nothing is missing.
   *
   * @throws NullPointerException if it is
   */
  public RevokeAllTokens {
    Objects.requireNonNull(event);
  }

  @Override
  public RevokeAllTokens withMillisLeft(long millis) {
    return new RevokeAllTokens(event, millis);
  }
}
