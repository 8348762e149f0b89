package io.tallystick.bench.load;

/**
 * How a server is loaded.
 *
 * @param name how the report calls it
 * @param connections callers at once
 * @param rate requests a second that fall due; 0 for as many as are answered
 * @param warmUpMillis milliseconds of the same load before
 * @param millis milliseconds that are measured
 */
public record Load(String name, int connections, double rate, long warmUpMillis, long millis) {

  /**
   * A warm-up, in milliseconds: after an idle minute, a server's compiler is busy again for a
   * second or two.
   */
  public static final long WARM_UP_MILLIS = 3_000;
}
