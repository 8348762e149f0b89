package io.tallystick.audit;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The time that a stop may take, which its steps share. */
final class StopBudget {

  private final long beginNanos;
  private final long budgetNanos;
  private final LongSupplier nanoClock;

  /**
   * Begins now.
   *
   * @param nanoClock the time in nanoseconds, as {@link System#nanoTime}
   */
  StopBudget(Duration budget, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.beginNanos = nanoClock.getAsLong();
    this.budgetNanos = budget.toNanos();
  }

  /**
   * The time that is left until this part of the budget is used up; never negative.
   *
   * @param part from 0 to 1
   */
  Duration until(double part) {
    long used = nanoClock.getAsLong() - beginNanos;
    return Duration.ofNanos(Math.max(0, (long) (part * budgetNanos) - used));
  }
}
