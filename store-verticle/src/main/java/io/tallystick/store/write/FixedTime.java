package io.tallystick.store.write;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The time that a batch takes however few rows it has: the way to the database and back, and the
 * flush to disk. It is the median of the last small batches, so that one slow flush does not count.
 */
final class FixedTime {

  private static final int SAMPLES = 3;
  private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double NOISE_MILLIS = 10;
  private static final double CONFIRMED = 1.25;

  private final List<Double> samples = new ArrayList<>();
  // Kept, because it is asked for once a request.
  private double median;
  private long newestNanos;
  private int probes;

  /** Adds the time of a small batch. */
  void add(double millis, long atNanos) {
    if (samples.size() == SAMPLES) {
      samples.remove(0);
    }
    samples.add(millis);
    newestNanos = atNanos;
    median = median();
  }

  /** Takes note of a batch of any size that took no longer than this, so its fixed time did not. */
  void limit(double millis) {
    if (millis < median) {
      samples.replaceAll(sample -> Math.min(sample, millis));
      median = median();
    }
  }

  /**
   * Takes note of a batch of many rows. If it took about as long as a small one, the fixed time is
   * still what it was, and no small batch need be sent to find out.
   */
  void confirm(double millis, long atNanos) {
    if (millis <= CONFIRMED * median) {
      newestNanos = atNanos;
    }
  }

  boolean isUnknown() {
    return samples.isEmpty();
  }

  /** The median, in milliseconds; 0 if it is unknown. */
  double millis() {
    return median;
  }

  private double median() {
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) / 2];
  }

  /**
   * Whether a small batch should be measured before anything is concluded: because the last one is
   * some time ago, or because it took another time than those before it.
   *
   * @param sentNanos the {@link System#nanoTime} at which the batch in question was sent
   */
  boolean needsProbe(long sentNanos) {
    boolean needed =
        isUnknown() || sentNanos - newestNanos > VALID_NANOS || (isUnsteady() && probes < SAMPLES);
    probes = needed ? probes + 1 : 0;
    return needed;
  }

  private boolean isUnsteady() {
    double newest = samples.get(samples.size() - 1);
    return Math.abs(newest - millis()) > Math.max(NOISE_MILLIS, millis());
  }
}
