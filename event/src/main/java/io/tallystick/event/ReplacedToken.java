package io.tallystick.event;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A token in whose place a new one was issued.
 *
 * @param tokenId its public id
 * @param expiresAt the time from which it is no longer valid, which may be earlier than before
 */
public record ReplacedToken(UUID tokenId, Instant expiresAt) {

  /**
   * Checks that nothing is missing.
   *
   * @throws NullPointerException if it is
   */
  public ReplacedToken {
    Objects.requireNonNull(tokenId);
    Objects.requireNonNull(expiresAt);
  }
}
