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
import java.util.ArrayList;
import java.util.List;

/** {@code GET /health}: 200 if this node can issue and revoke tokens, 503 otherwise. */
public final class HealthHandler implements Handler<RoutingContext> {

  private static final long TIMEOUT_MILLIS = 2_000;

  private final Bus bus;
  private final Draining draining;

  /** Creates a handler. While the node is draining, the answer is 503. */
  public HealthHandler(Bus bus, Draining draining) {
    this.bus = bus;
    this.draining = draining;
  }

  @Override
  public void handle(RoutingContext ctx) {
    Future<Health> store =
        check(Address.STORE_HEALTH)
            .otherwise(
                cause -> new Health(false, Failure.isUnanswered(cause) ? "no store" : "no answer"));
    // A missing event log does not stop the issue of tokens: the database keeps all events.
    Future<Health> audit =
        check(Address.AUDIT_HEALTH)
            .otherwise(
                cause ->
                    new Health(true, Failure.isUnanswered(cause) ? "no event log" : "no answer"));
    Future.all(store, audit)
        .onSuccess(checks -> answer(ctx, store.result(), audit.result()))
        .onFailure(ctx::fail);
  }

  /** Fails at once if no node announces that it has the verticle: callers wait for a second. */
  private Future<Health> check(Address<CheckHealth, Health> address) {
    return bus.requestNow(address, new CheckHealth(), TIMEOUT_MILLIS);
  }

  private void answer(RoutingContext ctx, Health store, Health audit) {
    List<String> strangers = bus.strangers();
    boolean up = store.up() && audit.up() && !draining.isStarted();
    boolean well =
        store.detail().equals(Health.OK) && audit.detail().equals(Health.OK) && strangers.isEmpty();
    String status = well ? "ok" : "degraded";
    String down = draining.isStarted() ? "stopping" : "unavailable";
    JsonObject health =
        new JsonObject()
            .put("status", up ? status : down)
            .put("store", store.detail())
            .put("audit", audit.detail());
    List<String> cluster = new ArrayList<>();
    if (!strangers.isEmpty()) {
      cluster.add("another database: " + String.join(", ", strangers));
    }
    if (bus.isInsecure()) {
      cluster.add("insecure: no TLS between nodes");
    }
    if (!cluster.isEmpty()) {
      health.put("cluster", String.join("; ", cluster));
    }
    ctx.response()
        .setStatusCode(up ? 200 : 503)
        .putHeader("Content-Type", "application/json")
        .end(health.toBuffer());
  }
}
