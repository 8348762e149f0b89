package io.tallystick.store.database;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The delay before the database is asked again: exponential backoff with jitter, up to a second.
 */
public final class RetryDelay {

  private static final long FIRST_MILLIS = 25;
  private static final int MAX_DOUBLINGS = 5;

  private RetryDelay() {}

  /**
   * The delay after a number of retries, in milliseconds.
   *
   * <p>It is random, so that the nodes of a cluster do not all retry at the same time.
   */
  public static long millis(int retries) {
    long longest = FIRST_MILLIS << Math.min(retries, MAX_DOUBLINGS);
    return ThreadLocalRandom.current().nextLong(1, longest + 1);
  }
}
