package io.tallystick.eventbus;

import io.tallystick.event.Origin;
import io.tallystick.event.SecretHash;
import java.time.Instant;
import java.util.UUID;

/**
 * Write a token and its event. Sent again with the same id, hash and identity, it is done once.
 *
 * @param id the token's public name
 * @param secretHash the hash of its secret
 * @param identity whose token it is
 * @param expiresAt from when it is dead
 * @param origin who asked
 * @param millisLeft milliseconds that the caller still waits
 */
public record IssueToken(
    UUID id,
    SecretHash secretHash,
    String identity,
    Instant expiresAt,
    Origin origin,
    long millisLeft)
    implements Message, HasDeadline<IssueToken> {

  @Override
  public IssueToken withMillisLeft(long millis) {
    return new IssueToken(id, secretHash, identity, expiresAt, origin, millis);
  }
}
