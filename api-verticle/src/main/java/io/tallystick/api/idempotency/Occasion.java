package io.tallystick.api.idempotency;

import io.tallystick.eventbus.message.IssueTerms;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an answer depends on besides the request: the time, the settings, and a mint of new tokens
 * and ids. A request that is sent again with its idempotency key is answered as on its first
 * occasion.
 *
 * @param at when the request came, to the millisecond if it has an idempotency key
 * @param terms the settings of that time
 * @param mint makes its tokens and ids
 * @param hasKey whether the request has an idempotency key, so that it may come again
 */
public record Occasion(Instant at, IssueTerms terms, Mint mint, boolean hasKey) {

  /** When the request came first, for the store; null if it has no idempotency key. */
  public @Nullable Instant claimedAt() {
    return hasKey ? at : null;
  }
}
