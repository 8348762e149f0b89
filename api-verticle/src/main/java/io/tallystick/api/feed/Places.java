package io.tallystick.api.feed;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.eventbus.LogLimit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The places of a node for those who listen to the feed. Threads may share it. */
final class Places {

  private static final Logger LOG = LoggerFactory.getLogger(Places.class);

  private final AtomicInteger taken = new AtomicInteger();
  private final int most;
  private final LogLimit refusals =
      new LogLimit(
          System::nanoTime,
          left -> LOG.warn("{} more callers found no place in the minute of the last one", left));

  /**
   * Creates free places.
   *
   * @param most how many there are
   */
  Places(MeterRegistry meters, int most) {
    this.most = most;
    Gauge.builder("tallystick.feed.listeners", taken, AtomicInteger::get)
        .description("Callers that listen to the feed of revocations")
        .register(meters);
  }

  /** Takes a place. If there is none, it returns false, and the log says so. */
  boolean take() {
    if (taken.incrementAndGet() > most) {
      taken.decrementAndGet();
      refusals.log(
          () ->
              LOG.warn(
                  "A caller cannot listen to the feed of revocations: {} do, and api.max-listeners"
                      + " is the limit",
                  most));
      return false;
    }
    return true;
  }

  /** Gives a place back. */
  void giveBack() {
    taken.decrementAndGet();
  }

  boolean areFree() {
    return taken.get() == 0;
  }
}
