package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Asks the store for events in the order of their numbers. The reply may have fewer events than
 * there are. Only a reply without events means that there are no more.
 *
 * @param after the event number after which to start; at least 0
 * @param limit the largest number of events in the reply; at least 1
 * @param confirm whether the store must ask the database on a new connection to the primary, and
 *     not use what it has in memory
 */
public record ReadEvents(
    long after, int limit, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean confirm)
    implements Message {

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

  /** A request that may be answered from memory. */
  public ReadEvents(long after, int limit) {
    this(after, limit, false);
  }
}
