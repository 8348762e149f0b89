package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.SecretHash;

/**
 * Asks the store to revoke a live token and to write the event. If it is sent again with the same
 * revocation id, it is done once.
 *
 * @param event the token that the caller names, and who asked
 * @param secretHash the hash of the secret that the caller showed
 * @param millisLeft milliseconds that the caller still waits
 */
public record RevokeToken(@JsonUnwrapped Revoke event, SecretHash secretHash, long millisLeft)
    implements Message, HasDeadline<RevokeToken> {

  @Override
  public RevokeToken withMillisLeft(long millis) {
    return new RevokeToken(event, secretHash, millis);
  }
}
