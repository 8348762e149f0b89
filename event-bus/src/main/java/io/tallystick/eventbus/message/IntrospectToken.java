package io.tallystick.eventbus.message;

import io.tallystick.event.SecretHash;
import java.util.Objects;
import java.util.UUID;

/**
 * Asks the store whether a token is valid now.
 *
 * @param tokenId the token's public id
 * @param secretHash the hash of the secret that was presented
 * @param millisLeft how long the caller still waits, in milliseconds
 */
public record IntrospectToken(UUID tokenId, SecretHash secretHash, long millisLeft)
    implements Message, HasDeadline<IntrospectToken> {

  /**
   * Checks that nothing is missing.
   *
   * @throws NullPointerException if it is
   */
  public IntrospectToken {
    Objects.requireNonNull(tokenId);
    Objects.requireNonNull(secretHash);
  }

  @Override
  public IntrospectToken withMillisLeft(long millis) {
    return new IntrospectToken(tokenId, secretHash, millis);
  }
}
