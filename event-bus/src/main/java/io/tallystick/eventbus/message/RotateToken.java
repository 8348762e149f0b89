package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tallystick.event.EventDraft.Issue;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks the store to write a token that replaces another one of the same identity, and the event
 * that says both. If it is sent again with the same id, hash and identity, it is done only once.
 *
 * @param event the new token, and who asked for it. The store adds which token it replaces
 * @param label what the new token is for; null if that is not said
 * @param metadata further notes by name; unmodifiable
 * @param replacedId the public id of the token that is replaced
 * @param graceMillis for how long that one stays valid, in milliseconds, unless it expires before
 * @param claimedAt when the request came first, if it has an idempotency key: its token may have
 *     expired since then. Null if it has none
 * @param millisLeft how long the caller still waits, in milliseconds
 */
public record RotateToken(
    @JsonUnwrapped Issue event,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String label,
    Map<String, String> metadata,
    UUID replacedId,
    long graceMillis,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant claimedAt,
    long millisLeft)
    implements Message, HasDeadline<RotateToken> {

  /**
   * Checks that nothing is missing, and copies the metadata.
   *
   * @throws NullPointerException if something is missing
   */
  public RotateToken {
    Objects.requireNonNull(event);
    Objects.requireNonNull(replacedId);
    metadata = Map.copyOf(metadata);
  }

  @Override
  public RotateToken withMillisLeft(long millis) {
    return new RotateToken(event, label, metadata, replacedId, graceMillis, claimedAt, millis);
  }
}
