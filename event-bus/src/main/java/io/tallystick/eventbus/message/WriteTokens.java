package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * Asks the store for many issues and revokes, each of them for itself. The reply has a result for
 * each.
 *
 * @param operations what to do; unmodifiable
 * @param millisLeft how long the caller still waits, in milliseconds
 */
public record WriteTokens(
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
        @JsonSubTypes({
          @JsonSubTypes.Type(value = IssueToken.class, name = "issue"),
          @JsonSubTypes.Type(value = RevokeById.class, name = "revoke")
        })
        List<Operation> operations,
    long millisLeft)
    implements Message, HasDeadline<WriteTokens> {

  /** One of the operations. */
  public sealed interface Operation permits IssueToken, RevokeById {}

  /** Copies the list. */
  public WriteTokens {
    operations = List.copyOf(operations);
  }

  @Override
  public WriteTokens withMillisLeft(long millis) {
    return new WriteTokens(operations, millis);
  }
}
