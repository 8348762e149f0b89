package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.eventbus.message.WriteTokens.Operation;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks the store to write a token and its event. If it is sent again with the same id, hash and
 * identity, it is done only once.
 *
 * @param event the token, and who asked for it
 * @param label what the token is for; null if that was not said
 * @param metadata further notes by name; unmodifiable, and empty in messages of earlier releases
 * @param claimedAt when the request came first, if it was sent again with an idempotency key: its
 *     token may have expired since then. Null if it has none
 * @param millisLeft how long the caller still waits, in milliseconds
 */
public record IssueToken(
    @JsonUnwrapped Issue event,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String label,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> metadata,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant claimedAt,
    long millisLeft)
    implements Message, HasDeadline<IssueToken>, Operation {

  /**
   * Checks that nothing is missing, and copies the metadata.
   *
   * @throws NullPointerException if the event is missing
   */
  public IssueToken {
    Objects.requireNonNull(event);
    // Messages of earlier releases have none.
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
  }

  /** A token without notes. */
  public IssueToken(Issue event, long millisLeft) {
    this(event, null, Map.of(), null, millisLeft);
  }

  @Override
  public IssueToken withMillisLeft(long millis) {
    return new IssueToken(event, label, metadata, claimedAt, millis);
  }
}
