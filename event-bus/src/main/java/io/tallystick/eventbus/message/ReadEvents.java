package io.tallystick.eventbus.message;

/**
 * Read events in the order of their numbers. Fewer may come than there are: only an answer without
 * events means that there are no more.
 *
 * @param after the number before the first that is wanted
 * @param limit most events wanted, at least 1
 */
public record ReadEvents(long after, int limit) implements Message {

  public ReadEvents {
    if (after < 0 || limit < 1) {
      throw new IllegalArgumentException("after must be at least 0, limit at least 1");
    }
  }
}
