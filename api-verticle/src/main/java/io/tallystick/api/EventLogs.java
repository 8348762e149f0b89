package io.tallystick.api;

import io.tallystick.eventbus.AuditLag;
import io.tallystick.eventbus.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * What the event logs of all nodes say of themselves. Tokens are issued as long as one of them
 * keeps up with the database, or none is there to say anything.
 *
 * <p>Lives on one event loop.
 */
final class EventLogs {

  private static final Duration BELIEVED = Duration.ofSeconds(10);

  private record Said(boolean tooFar, Instant at) {}

  private final InstantSource clock;
  private final Map<String, Said> byNode = new HashMap<>();
  private boolean someTooFar;

  EventLogs(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes what one says, which is believed for a while. */
  void hear(AuditLag lag) {
    byNode.put(lag.node(), new Said(lag.tooFar(), clock.instant()));
    someTooFar = byNode.values().stream().anyMatch(Said::tooFar);
  }

  /** Fails with AUDIT_BEHIND where all that were heard of lately are too far behind. */
  void requireOne() {
    if (!someTooFar) {
      return;
    }
    Instant since = clock.instant().minus(BELIEVED);
    byNode.values().removeIf(said -> said.at().isBefore(since));
    if (!byNode.isEmpty() && byNode.values().stream().allMatch(Said::tooFar)) {
      throw Failure.AUDIT_BEHIND.exception();
    }
  }
}
