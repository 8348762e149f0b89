package io.tallystick.api.endpoint;

import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.AuditLag;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Stops the issue of tokens if the event logs of all nodes lag too far behind the database. Tokens
 * are issued while at least one event log keeps up, or while no node reports its lag.
 *
 * <p>Lives on one event loop.
 */
public final class AuditLagGuard {

  private static final long REPORT_VALID_NANOS = TimeUnit.SECONDS.toNanos(10);

  private record Report(boolean tooFar, long receivedNanos) {}

  private final LongSupplier nanoClock;
  private final Map<String, Report> reportsByNode = new HashMap<>();
  private boolean anyTooFar;

  /**
   * Creates a guard without reports.
   *
   * @param nanoClock as {@link System#nanoTime}
   */
  public AuditLagGuard(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Records the report of a node, which is valid for ten seconds. */
  public void update(AuditLag lag) {
    reportsByNode.put(lag.node(), new Report(lag.tooFar(), nanoClock.getAsLong()));
    anyTooFar = reportsByNode.values().stream().anyMatch(Report::tooFar);
  }

  /**
   * Checks that tokens may be issued.
   *
   * @throws io.tallystick.eventbus.FailureException AUDIT_BEHIND, if there are valid reports and
   *     all of them say that the lag is too large
   */
  void check() {
    if (!anyTooFar) {
      return;
    }
    long now = nanoClock.getAsLong();
    reportsByNode.values().removeIf(report -> now - report.receivedNanos() > REPORT_VALID_NANOS);
    if (!reportsByNode.isEmpty() && reportsByNode.values().stream().allMatch(Report::tooFar)) {
      throw Failure.AUDIT_BEHIND.exception();
    }
  }
}
