package io.tallystick.eventbus.message;

/**
 * Asks the store for events in the order of their numbers. The reply may have fewer events than
 * there are. Only a reply without events means that there are no more.
 *
 * @param after the event number after which to start; at least 0
 * @param limit the largest number of events in the reply; at least 1
 */
public record ReadEvents(long after, int limit) implements Message {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one of them is too small
   */
  public ReadEvents {
    if (after < 0 || limit < 1) {
      throw new IllegalArgumentException("after must be at least 0, limit at least 1");
    }
  }
}
