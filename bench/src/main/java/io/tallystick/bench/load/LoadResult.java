package io.tallystick.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What a run of load came to.
 *
 * @param seconds how long it was measured
 * @param answered good answers
 * @param refused answers 503
 * @param failed all other answers, and connections lost
 * @param latency microseconds of the good answers; from the time that a request was due, not from
 *     when it could be sent
 */
public record LoadResult(
    double seconds, long answered, long refused, long failed, Histogram latency) {

  public double rate() {
    return answered / seconds;
  }

  public double millis(double percentile) {
    return latency.getValueAtPercentile(percentile) / 1_000.0;
  }
}
