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
 * @param silent whether this is no use of the token, such as before it is revoked
 */
public record IntrospectToken(UUID tokenId, SecretHash secretHash, long millisLeft, boolean silent)
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

  /** A question that is a use of the token. */
  public IntrospectToken(UUID tokenId, SecretHash secretHash, long millisLeft) {
    this(tokenId, secretHash, millisLeft, false);
  }

  @Override
  public IntrospectToken withMillisLeft(long millis) {
    return new IntrospectToken(tokenId, secretHash, millis, silent);
  }
}
