package io.tallystick.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waits for what happens soon, on a machine that may be busy with other work. The limit is far
 * longer than any of it takes: a test that reaches it has failed.
 */
public final class Eventually {

  /** The limit of all waits. */
  public static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofMillis(20);

  private Eventually() {}

  /** A wait that looks every few milliseconds. */
  public static ConditionFactory await() {
    return Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(POLL);
  }
}
