package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Asks the store which tokens were revoked by the events after a number.
 *
 * @param after the event number after which to start; at least 0
 * @param limit how many event numbers to look at; 0 asks only for the newest number
 * @param most the largest number of revocations in the reply, for a reader who is behind; 0 for no
 *     bound. Readers who are behind do not delay the others
 */
public record ReadRevocations(
    long after, int limit, @JsonInclude(JsonInclude.Include.NON_DEFAULT) int most)
    implements Message {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one of them is negative
   */
  public ReadRevocations {
    if (after < 0 || limit < 0 || most < 0) {
      throw new IllegalArgumentException("after, limit and most must be at least 0");
    }
  }

  /** Asks for all revocations in a range of numbers. */
  public ReadRevocations(long after, int limit) {
    this(after, limit, 0);
  }
}
