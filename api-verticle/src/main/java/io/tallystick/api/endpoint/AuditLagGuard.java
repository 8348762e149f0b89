package io.tallystick.api.endpoint;

import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.AuditLag;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What the event logs of all nodes say of themselves. Tokens are issued as long as one of them
 * keeps up with the database, or none is there to say anything.
 *
 * <p>Lives on one event loop.
 */
public final class AuditLagGuard {

  private static final long BELIEVED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private record Said(boolean tooFar, long atNanos) {}

  private final LongSupplier nanoClock;
  private final Map<String, Said> byNode = new HashMap<>();
  private boolean someTooFar;

  /**
   * Nothing was heard yet.
   *
   * @param nanoClock as {@link System#nanoTime}
   */
  public AuditLagGuard(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Takes what one says, which is believed for a while. */
  public void hear(AuditLag lag) {
    byNode.put(lag.node(), new Said(lag.tooFar(), nanoClock.getAsLong()));
    someTooFar = byNode.values().stream().anyMatch(Said::tooFar);
  }

  /** Fails with AUDIT_BEHIND where all that were heard of lately are too far behind. */
  void requireOne() {
    if (!someTooFar) {
      return;
    }
    long now = nanoClock.getAsLong();
    byNode.values().removeIf(said -> now - said.atNanos() > BELIEVED_NANOS);
    if (!byNode.isEmpty() && byNode.values().stream().allMatch(Said::tooFar)) {
      throw Failure.AUDIT_BEHIND.exception();
    }
  }
}
