package io.tallystick.store.upkeep;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The metrics of recorded uses. */
final class UseMetrics {

  private final Counter recorded;
  private final Counter lost;

  /** Registers the metrics. */
  UseMetrics(MeterRegistry meters) {
    this.recorded =
        Counter.builder("tallystick.uses.recorded")
            .description("Tokens whose last use was written")
            .register(meters);
    this.lost =
        Counter.builder("tallystick.uses.lost")
            .description(
                "Uses of tokens that were not recorded, since too many waited or the database was away")
            .register(meters);
  }

  void recorded(int tokens) {
    recorded.increment(tokens);
  }

  void lost(int tokens) {
    lost.increment(tokens);
  }
}
