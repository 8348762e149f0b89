package io.tallystick.eventbus.message;

import java.util.UUID;

/**
 * The reply to {@link RevokeAllTokens}: the order is committed.
 *
 * @param order the id of the order, which is that of its event
 * @param revoked how many tokens it has revoked so far
 * @param done whether it has revoked all of them. If not, a store goes on with it until it has
 */
public record OrderProgress(UUID order, int revoked, boolean done) implements Message {

  /** The same with more tokens, which another order has revoked. */
  public OrderProgress plus(int more) {
    return new OrderProgress(order, revoked + more, done);
  }
}
