package io.tallystick.bench.load;

/**
 * How a server is loaded.
 *
 * @param name the name of the load in the report
 * @param connections the number of concurrent callers
 * @param rate the requests per second of an open loop; 0 for a closed loop
 * @param warmUpMillis how long the same load runs before the measurement, in milliseconds
 * @param millis how long the measurement takes, in milliseconds
 */
public record Load(String name, int connections, double rate, long warmUpMillis, long millis) {

  /**
   * A warm-up, in milliseconds. After an idle minute, the JIT compiler of a server is busy again
   * for one or two seconds.
   */
  public static final long WARM_UP_MILLIS = 3_000;
}
