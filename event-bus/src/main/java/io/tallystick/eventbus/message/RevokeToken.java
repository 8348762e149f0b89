package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.SecretHash;
import java.util.Objects;

/**
 * Asks the store to revoke a live token and to write the event. If it is sent again with the same
 * revocation id, it is done only once.
 *
 * @param event which token to revoke, and who asked for it
 * @param secretHash the hash of the secret that the caller sent
 * @param millisLeft how long the caller still waits, in milliseconds
 */
public record RevokeToken(@JsonUnwrapped Revoke event, SecretHash secretHash, long millisLeft)
    implements Message, HasDeadline<RevokeToken> {

  /**
   * Checks that nothing is missing.
   *
   * @throws NullPointerException if it is
   */
  public RevokeToken {
    Objects.requireNonNull(event);
    Objects.requireNonNull(secretHash);
  }

  @Override
  public RevokeToken withMillisLeft(long millis) {
    return new RevokeToken(event, secretHash, millis);
  }
}
