package io.tallystick.eventbus.message;

import java.time.Instant;
import java.util.UUID;

/** The reply to {@link RevokeToken}. */
public sealed interface RevokeOutcome extends Message
    permits RevokeOutcome.TokenRevoked, RevokeOutcome.NoLiveToken {

  /**
   * The revocation and its event are committed.
   *
   * @param tokenId the token's public id
   * @param revokedAt when the token was revoked, by the database's clock
   * @param seq the number of its event; for a request that was sent again, that number or a higher
   *     one
   */
  record TokenRevoked(UUID tokenId, Instant revokedAt, long seq) implements RevokeOutcome {}

  /**
   * No live token matches. The token may be unknown, expired, already revoked, or of another
   * identity. Nothing was written.
   *
   * @param tokenId the id in the request
   */
  record NoLiveToken(UUID tokenId) implements RevokeOutcome, RotateOutcome {}
}
