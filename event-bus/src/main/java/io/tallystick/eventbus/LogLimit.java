package io.tallystick.eventbus;

import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Lets ten lines a minute into the log, and says how many more there would have been: whoever
 * causes such lines from outside must not fill the log with them.
 */
public final class LogLimit {

  private static final int LINES_A_MINUTE = 10;
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoClock;
  private final IntConsumer left;
  private long minuteBegan;
  private int inThisMinute;

  /**
   * Creates a limit that has let nothing through.
   *
   * @param nanoClock as {@link System#nanoTime}
   * @param left logs how many lines were left out in the minute of the last one
   */
  public LogLimit(LongSupplier nanoClock, IntConsumer left) {
    this.nanoClock = nanoClock;
    this.left = left;
    this.minuteBegan = nanoClock.getAsLong();
  }

  /** Logs a line, if this minute has room for it. */
  public synchronized void log(Runnable line) {
    long now = nanoClock.getAsLong();
    if (now - minuteBegan >= MINUTE_NANOS) {
      if (inThisMinute > LINES_A_MINUTE) {
        left.accept(inThisMinute - LINES_A_MINUTE);
      }
      minuteBegan = now;
      inThisMinute = 0;
    }
    inThisMinute++;
    if (inThisMinute <= LINES_A_MINUTE) {
      line.run();
    }
  }
}
