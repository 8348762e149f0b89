package io.tallystick.eventbus;

import io.tallystick.event.Origin;
import io.tallystick.event.SecretHash;
import java.util.UUID;

/**
 * Revoke a live token and write the event. Sent again with the same revocation id, it is done once.
 *
 * @param tokenId the token's public name
 * @param secretHash the hash of the secret that the caller showed
 * @param identity whose token the caller says it is
 * @param revocationId made for this request alone
 * @param origin who asked
 * @param millisLeft milliseconds that the caller still waits
 */
public record RevokeToken(
    UUID tokenId,
    SecretHash secretHash,
    String identity,
    UUID revocationId,
    Origin origin,
    long millisLeft)
    implements Message, HasDeadline<RevokeToken> {

  @Override
  public RevokeToken withMillisLeft(long millis) {
    return new RevokeToken(tokenId, secretHash, identity, revocationId, origin, millis);
  }
}
