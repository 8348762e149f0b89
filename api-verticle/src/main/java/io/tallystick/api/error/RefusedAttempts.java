package io.tallystick.api.error;

import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.routing.Endpoints;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.RefusedAttempt;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;

/** Publishes refused requests as audit events, if their endpoint is audited. */
public final class RefusedAttempts {

  private final Bus bus;
  private final Endpoints endpoints;
  private final Supplier<UUID> newId;
  private final InstantSource clock;

  /**
   * Creates a publisher.
   *
   * @param newId makes the id of an event
   * @param clock the time at which an attempt was observed
   */
  public RefusedAttempts(Bus bus, Endpoints endpoints, Supplier<UUID> newId, InstantSource clock) {
    this.bus = bus;
    this.endpoints = endpoints;
    this.newId = newId;
    this.clock = clock;
  }

  /** Publishes an attempt. The audit verticle has its event written. */
  void publish(RoutingContext ctx, RefusalException refusal) {
    endpoints
        .action(ctx.request().method().name(), ErrorResponses.path(ctx))
        .ifPresent(
            action ->
                bus.publish(
                    Topic.REFUSED,
                    new RefusedAttempt(
                        new Refusal(
                            newId.get(),
                            action,
                            refusal.reason().text(),
                            refusal.identity(),
                            refusal.tokenId(),
                            clock.instant().truncatedTo(ChronoUnit.MILLIS),
                            InternalNetworkGate.originOf(ctx),
                            1))));
  }
}
