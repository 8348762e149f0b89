package io.tallystick.audit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many events the files are behind the database, and whether no more tokens should be issued
 * because of that. This is the case if the lag exceeds a limit and the files cannot be written, or
 * cannot be written fast enough. A node that has just started may exceed the limit until it has
 * caught up once.
 *
 * <p>Runs on one event loop.
 */
final class EventLogLag {

  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final long max;
  private final LongSupplier nanoClock;
  private long lastCommitted;
  private long lastWritten;
  private boolean hasCaughtUp;
  private boolean failing;
  private long writingSince;

  /**
   * Creates the state of a node that has no lag.
   *
   * @param max the limit: how many committed events may be missing in the files
   * @param nanoClock the time in nanoseconds, as {@link System#nanoTime}
   */
  EventLogLag(long max, LongSupplier nanoClock) {
    this.max = max;
    this.nanoClock = nanoClock;
  }

  /** Records that the event with this number is committed. */
  void committed(long seq) {
    lastCommitted = Math.max(lastCommitted, seq);
  }

  /** Records that a write of lines begins. */
  void writing() {
    writingSince = nanoClock.getAsLong();
  }

  /** Records that the files now end with the line of this number. */
  void written(long seq) {
    lastWritten = seq;
    failing = false;
    writingSince = 0;
    hasCaughtUp |= events() <= max;
  }

  /** Records that lines could not be written. */
  void failed() {
    failing = true;
    writingSince = 0;
  }

  /** The limit: how many committed events may be missing in the files. */
  long max() {
    return max;
  }

  /** How many committed events are missing in the files. */
  long events() {
    return Math.max(0, lastCommitted - lastWritten);
  }

  /** Whether the last write failed, or the current one takes too long. */
  boolean isFailing() {
    return failing || (writingSince != 0 && nanoClock.getAsLong() - writingSince > STUCK_NANOS);
  }

  /** Whether no more tokens should be issued. */
  boolean isTooFar() {
    return events() > max && (hasCaughtUp || isFailing());
  }
}
