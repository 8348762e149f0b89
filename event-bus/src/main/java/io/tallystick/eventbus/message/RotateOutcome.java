package io.tallystick.eventbus.message;

import io.tallystick.eventbus.message.RevokeOutcome.NoLiveToken;
import java.time.Instant;
import java.util.UUID;

/** The reply to {@link RotateToken}. It is {@link NoLiveToken} if there is nothing to replace. */
public sealed interface RotateOutcome extends Message
    permits RotateOutcome.TokenRotated, NoLiveToken {

  /**
   * The new token, the end of the old one and the event are committed.
   *
   * @param tokenId the public id of the new token
   * @param issuedAt when it was issued, by the database's clock
   * @param replacedExpiresAt the time from which the old token is no longer valid
   * @param seq the number of the event; for a request that was sent again, that number or a higher
   *     one
   */
  record TokenRotated(UUID tokenId, Instant issuedAt, Instant replacedExpiresAt, long seq)
      implements RotateOutcome {}
}
