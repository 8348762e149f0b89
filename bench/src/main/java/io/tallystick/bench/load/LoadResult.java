package io.tallystick.bench.load;

import org.HdrHistogram.Histogram;

/**
 * The result of a load.
 *
 * @param seconds how long the measurement took
 * @param answered the number of answers 200
 * @param refused the number of answers 503
 * @param failed the number of other answers and lost connections
 * @param latency the latencies of the answers 200, in microseconds, from the time at which a
 *     request was due
 */
public record LoadResult(
    double seconds, long answered, long refused, long failed, Histogram latency) {

  /** Answers 200 per second. */
  public double rate() {
    return answered / seconds;
  }

  /** The latency at a percentile, in milliseconds. */
  public double millis(double percentile) {
    return latency.getValueAtPercentile(percentile) / 1_000.0;
  }
}
