package io.tallystick.store.write;

import java.util.concurrent.ThreadLocalRandom;

/** The time between two tries of a batch: it doubles, up to a second, and is random below that. */
final class RetryDelay {

  private static final long FIRST_MILLIS = 25;
  private static final int MOST_DOUBLINGS = 5;

  private RetryDelay() {}

  /**
   * The delay after a number of failed retries, in milliseconds.
   *
   * <p>It is random, so that the nodes of a cluster do not come back all at once.
   */
  static long millis(int retries) {
    long longest = FIRST_MILLIS << Math.min(retries, MOST_DOUBLINGS);
    return ThreadLocalRandom.current().nextLong(1, longest + 1);
  }
}
