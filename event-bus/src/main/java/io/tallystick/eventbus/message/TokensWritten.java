package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply to {@link WriteTokens}.
 *
 * @param results the result of each operation, in the same order; unmodifiable
 */
public record TokensWritten(List<Result> results) implements Message {

  /** What became of an operation. The names are part of the wire form. */
  public enum Outcome {
    /** It is done, and its event is committed. */
    DONE,
    /** The token to revoke is unknown, or its secret is another one. Nothing was written. */
    UNKNOWN,
    /** The token to revoke has expired or was revoked before. Nothing was written. */
    NOT_LIVE,
    /** The database did not answer in time. It may have been done nevertheless. */
    UNAVAILABLE,
    /** The database rejects it, and will reject it again. Nothing was written. */
    REJECTED
  }

  /**
   * The result of an operation.
   *
   * @param token the token that was to be revoked, as it is now; null for an issue, or if the token
   *     is unknown
   */
  public record Result(
      Outcome outcome, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TokenDetails token) {

    /** The result of an operation of which no more is to be said. */
    public Result(Outcome outcome) {
      this(outcome, null);
    }
  }

  /** Copies the list. */
  public TokensWritten {
    results = List.copyOf(results);
  }
}
