package io.tallystick.eventbus.message;

import io.tallystick.eventbus.message.TokenDetails.State;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks the store for tokens of an identity, in the order of their ids.
 *
 * @param identity the identity, exactly as it was stored
 * @param state the state of the wanted tokens; null if all are wanted
 * @param after the id after which the list begins; null for the first tokens
 * @param limit the largest number of tokens in the reply
 * @param millisLeft how long the caller still waits, in milliseconds
 */
public record ListTokens(
    String identity, @Nullable State state, @Nullable UUID after, int limit, long millisLeft)
    implements Message, HasDeadline<ListTokens> {

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public ListTokens {
    if (limit < 1) {
      throw new IllegalArgumentException("the limit must be at least 1");
    }
  }

  @Override
  public ListTokens withMillisLeft(long millis) {
    return new ListTokens(identity, state, after, limit, millis);
  }
}
