package io.tallystick.launcher.postgres;

import java.time.Duration;

/** A pause that doubles with each failure, up to a limit. Used by one thread. */
final class RetryDelay {

  private final long shortest;
  private final long longest;
  private long millis;

  RetryDelay(Duration shortest, Duration longest) {
    this.shortest = shortest.toMillis();
    this.longest = longest.toMillis();
    this.millis = this.shortest;
  }

  long millis() {
    return millis;
  }

  void lengthen() {
    millis = Math.min(longest, millis * 2);
  }

  void reset() {
    millis = shortest;
  }
}
