package io.tallystick.eventbus.message;

/**
 * Asks the store which tokens were revoked by the events after a number.
 *
 * @param after the event number after which to start; at least 0
 * @param limit how many event numbers to look at; 0 asks only for the newest number
 */
public record ReadRevocations(long after, int limit) implements Message {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one of them is negative
   */
  public ReadRevocations {
    if (after < 0 || limit < 0) {
      throw new IllegalArgumentException("after and limit must be at least 0");
    }
  }
}
