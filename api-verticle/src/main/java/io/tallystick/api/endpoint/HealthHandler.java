package io.tallystick.api.endpoint;

import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.Health;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /health}: 200 while this node can issue and revoke, 503 while it cannot. */
public final class HealthHandler implements Handler<RoutingContext> {

  private static final long TIMEOUT_MILLIS = 2_000;

  private final Bus bus;

  private final Draining draining;

  public HealthHandler(Bus bus, Draining draining) {
    this.bus = bus;
    this.draining = draining;
  }

  @Override
  public void handle(RoutingContext ctx) {
    Future<Health> store = check(Address.STORE_HEALTH).otherwise(new Health(false, "no answer"));
    // Without an event log tokens are issued all the same, and the database keeps every event.
    Future<Health> audit =
        check(Address.AUDIT_HEALTH)
            .otherwise(
                cause ->
                    new Health(true, Failure.isUnanswered(cause) ? "no event log" : "no answer"));
    Future.all(store, audit)
        .onSuccess(checks -> answer(ctx, store.result(), audit.result()))
        .onFailure(ctx::fail);
  }

  private Future<Health> check(Address<CheckHealth, Health> address) {
    return bus.request(address, new CheckHealth(), TIMEOUT_MILLIS);
  }

  private void answer(RoutingContext ctx, Health store, Health audit) {
    boolean up = store.up() && audit.up() && !draining.hasBegun();
    boolean well = store.detail().equals(Health.OK) && audit.detail().equals(Health.OK);
    String status = well ? "ok" : "degraded";
    String down = draining.hasBegun() ? "stopping" : "unavailable";
    ctx.response()
        .setStatusCode(up ? 200 : 503)
        .putHeader("Content-Type", "application/json")
        .end(
            new JsonObject()
                .put("status", up ? status : down)
                .put("store", store.detail())
                .put("audit", audit.detail())
                .toBuffer());
  }
}
