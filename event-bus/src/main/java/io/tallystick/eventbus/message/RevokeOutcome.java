package io.tallystick.eventbus.message;

import java.time.Instant;
import java.util.UUID;

/** What became of a {@link RevokeToken}. */
public sealed interface RevokeOutcome extends Message {

  /**
   * The revocation and its event are committed.
   *
   * @param tokenId the token's public name
   * @param revokedAt the database's time
   * @param seq number of its event; for a request that was sent again, a number not below it
   */
  record TokenRevoked(UUID tokenId, Instant revokedAt, long seq) implements RevokeOutcome {}

  /**
   * No live token matches: unknown, another's, expired or revoked already. Nothing was written.
   *
   * @param tokenId the id that was asked for
   */
  record NoLiveToken(UUID tokenId) implements RevokeOutcome {}
}
