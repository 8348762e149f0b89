package io.tallystick.store.schema;

import io.tallystick.event.EventDraft;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.RevokeToken;
import io.vertx.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * One row of a call of {@code write_batch_v5}.
 *
 * @param event the event to write. For an issue, an import or a revoke, the token is written too
 * @param secretHash the hash of the token's secret, or of its text; null for a refusal
 * @param label what a new token is for; null if that was not said
 * @param metadata further notes on a new token, as an object of JSON; null if there are none
 */
public record WriteRequest(
    EventDraft event,
    @Nullable SecretHash secretHash,
    @Nullable String label,
    @Nullable String metadata) {

  /** The row of an issue. */
  public static WriteRequest of(IssueToken message) {
    return new WriteRequest(
        message.event(),
        message.event().secretHash(),
        message.label(),
        message.metadata().isEmpty() ? null : Json.encode(message.metadata()));
  }

  /** The row of an import. */
  public static WriteRequest of(EventDraft.Import event) {
    return new WriteRequest(event, event.secretHash(), null, null);
  }

  /** The row of a revoke. */
  public static WriteRequest of(RevokeToken message) {
    return new WriteRequest(message.event(), message.secretHash(), null, null);
  }

  /** The row of a refusal. */
  public static WriteRequest of(EventDraft.Refusal event) {
    return new WriteRequest(event, null, null, null);
  }
}
