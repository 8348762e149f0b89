package io.tallystick.eventbus.message;

import java.time.Instant;
import java.util.UUID;

/** The reply to {@link IntrospectToken}. */
public sealed interface TokenState extends Message {

  /** The token's public id. */
  UUID tokenId();

  /**
   * The token is valid.
   *
   * @param tokenId the token's public id
   * @param identity the identity that it belongs to
   * @param issuedAt when it was issued, by the database's clock
   * @param expiresAt the time from which it is no longer valid
   */
  record ActiveToken(UUID tokenId, String identity, Instant issuedAt, Instant expiresAt)
      implements TokenState {}

  /**
   * The token is unknown, expired or revoked, or its secret is another one.
   *
   * @param tokenId the id in the request
   */
  record InactiveToken(UUID tokenId) implements TokenState {}
}
