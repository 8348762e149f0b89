package io.tallystick.eventbus.message;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks the store for live tokens that were not used for long, in the order of their ids. A token
 * that was never used counts from its issue.
 *
 * @param identity whose tokens, exactly as the identity was stored; null for the tokens of all
 * @param since only tokens whose last use is before this time
 * @param after the id after which the list begins; null for the first tokens
 * @param limit the largest number of tokens in the reply
 * @param millisLeft how long the caller still waits, in milliseconds
 */
public record ListUnusedTokens(
    @Nullable String identity, Instant since, @Nullable UUID after, int limit, long millisLeft)
    implements Message, HasDeadline<ListUnusedTokens> {

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public ListUnusedTokens {
    if (limit < 1) {
      throw new IllegalArgumentException("the limit must be at least 1");
    }
  }

  @Override
  public ListUnusedTokens withMillisLeft(long millis) {
    return new ListUnusedTokens(identity, since, after, limit, millis);
  }
}
