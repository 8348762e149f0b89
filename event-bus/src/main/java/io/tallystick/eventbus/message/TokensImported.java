package io.tallystick.eventbus.message;

import java.util.List;

/**
 * The reply to {@link ImportTokens}.
 *
 * @param results the result of each token, in the same order
 */
public record TokensImported(List<Result> results) implements Message {

  /** What became of a token. */
  public enum Result {
    /** It and its event are committed. */
    WRITTEN,
    /**
     * It was there already with the same identity, perhaps by an earlier try of this request. It
     * keeps its expiry, and may have been revoked since.
     */
    STOOD,
    /** It belongs to another identity. */
    TAKEN,
    /** Too many requests are queued. Send fewer at once. */
    OVERLOADED,
    /** The database did not answer in time. Send it again. */
    UNAVAILABLE,
    /** The database rejects a value of this token, and will reject it again. */
    REJECTED
  }

  /** Copies the list. */
  public TokensImported {
    results = List.copyOf(results);
  }
}
