package io.tallystick.audit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far the files are behind the database, and whether that is too far: past a bound, where they
 * cannot be written, or cannot be written fast enough. A node that has just begun to catch up is
 * behind, but not too far.
 *
 * <p>Lives on one event loop.
 */
final class EventLogLag {

  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final long max;
  private final LongSupplier nanoClock;
  private long head;
  private long written;
  private boolean hasKeptUp;
  private boolean failing;
  private long writingSince;

  /**
   * No lag yet.
   *
   * @param max most events that may be committed and not in the files
   * @param nanoClock as {@link System#nanoTime}
   */
  EventLogLag(long max, LongSupplier nanoClock) {
    this.max = max;
    this.nanoClock = nanoClock;
  }

  /** An event of this number is committed. */
  void committed(long seq) {
    head = Math.max(head, seq);
  }

  /** Lines are being written, unless the last ones still are. */
  void writing() {
    writingSince = nanoClock.getAsLong();
  }

  /** The files now end with the line of this number. */
  void written(long seq) {
    written = seq;
    failing = false;
    writingSince = 0;
    hasKeptUp |= behind() <= max;
  }

  /** Lines could not be written. */
  void failed() {
    failing = true;
    writingSince = 0;
  }

  /** Most events that may be committed and not in the files. */
  long max() {
    return max;
  }

  /** Events that are committed and not in the files. */
  long behind() {
    return Math.max(0, head - written);
  }

  /** Whether lines cannot be written, as far as is known. */
  boolean isFailing() {
    return failing || (writingSince != 0 && nanoClock.getAsLong() - writingSince > STUCK_NANOS);
  }

  /** Whether no more tokens should be issued. */
  boolean isTooFar() {
    return behind() > max && (hasKeptUp || isFailing());
  }
}
