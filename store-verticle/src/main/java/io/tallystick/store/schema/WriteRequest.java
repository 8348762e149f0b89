package io.tallystick.store.schema;

import io.tallystick.event.EventDraft;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.RevokeToken;
import org.jspecify.annotations.Nullable;

/**
 * One row of a call of {@code write_batch_v2}.
 *
 * @param event the event to write. For an issue or a revoke, the token is written too
 * @param secretHash the hash of the token's secret; null for a refusal
 */
public record WriteRequest(EventDraft event, @Nullable SecretHash secretHash) {

  /** The row of an issue. */
  public static WriteRequest of(IssueToken message) {
    return new WriteRequest(message.event(), message.event().secretHash());
  }

  /** The row of a revoke. */
  public static WriteRequest of(RevokeToken message) {
    return new WriteRequest(message.event(), message.secretHash());
  }

  /** The row of a refusal. */
  public static WriteRequest of(EventDraft.Refusal event) {
    return new WriteRequest(event, null);
  }
}
