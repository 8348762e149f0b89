package io.tallystick.eventbus.message;

import java.util.UUID;

/**
 * Asks the store for a token. The reply has it, or none if the store has no such token, for example
 * because it was purged.
 *
 * @param tokenId the token's public id
 * @param millisLeft how long the caller still waits, in milliseconds
 */
public record FindToken(UUID tokenId, long millisLeft) implements Message, HasDeadline<FindToken> {

  @Override
  public FindToken withMillisLeft(long millis) {
    return new FindToken(tokenId, millis);
  }
}
