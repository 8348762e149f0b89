package io.tallystick.api.error;

import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.event.Action;
import io.tallystick.event.Defect;
import io.tallystick.event.EventDraft.Refusal;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;

/** Turns refused requests into audit events. */
public final class RefusedAttempts {

  private final RefusalOutbox outbox;
  private final Supplier<UUID> newId;
  private final InstantSource clock;

  /**
   * Creates a source of such events.
   *
   * @param outbox takes them to an event log
   * @param newId makes the id of an event
   * @param clock the time at which an attempt was observed
   */
  public RefusedAttempts(RefusalOutbox outbox, Supplier<UUID> newId, InstantSource clock) {
    this.outbox = outbox;
    this.newId = newId;
    this.clock = clock;
  }

  /**
   * Has the event of an attempt written.
   *
   * @param action what the caller asked for
   */
  public void record(RoutingContext ctx, Action action, RefusalException refusal) {
    Defect defect = refusal.defect();
    outbox.add(
        new Refusal(
            newId.get(),
            action,
            refusal.reason().text(),
            defect == null ? null : defect.text(),
            refusal.identity(),
            refusal.tokenId(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            InternalNetworkGate.originOf(ctx),
            1));
  }
}
