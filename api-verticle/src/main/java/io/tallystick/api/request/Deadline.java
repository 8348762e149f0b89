package io.tallystick.api.request;

import java.util.concurrent.TimeUnit;

/**
 * The end of the time in which a caller gets an answer, however many requests to the store that
 * takes.
 *
 * @param nanos as {@link System#nanoTime}
 */
public record Deadline(long nanos) {

  /** So many milliseconds from now. */
  public static Deadline in(long millis) {
    return new Deadline(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** The milliseconds until then; at least 1. */
  public long millisLeft() {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime()));
  }
}
