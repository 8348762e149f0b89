package io.tallystick.api.tokens;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.operator.Operators;
import io.tallystick.api.request.Deadline;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.EventDraft.RevokeAll;
import io.tallystick.event.Origin;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.OrderProgress;
import io.tallystick.eventbus.message.RevokeAllTokens;
import io.tallystick.token.Identity;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * {@code DELETE /v1/tokens}: revokes all tokens of an identity. It asks itself who is an operator,
 * so that the event of a refused attempt has the identity.
 */
public final class RevokeAllHandler implements Handler<RoutingContext> {

  private final Bus bus;
  private final Operators operators;
  private final Supplier<UUID> newId;
  private final long timeoutMillis;

  /**
   * Creates a handler.
   *
   * @param newId makes the id of an order
   * @param api the settings with the request timeout
   */
  public RevokeAllHandler(Bus bus, Operators operators, Supplier<UUID> newId, ApiSettings api) {
    this.bus = bus;
    this.operators = operators;
    this.newId = newId;
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  @Override
  public void handle(RoutingContext ctx) {
    operators
        .origin(ctx)
        .recover(cause -> Future.failedFuture(withIdentity(cause, ctx)))
        .compose(operator -> orderInAllForms(identity(ctx), operator))
        .onFailure(ctx::fail)
        .onSuccess(
            progress ->
                ctx.response()
                    .setStatusCode(progress.done() ? 200 : 202)
                    .putHeader("Content-Type", "application/json")
                    .end(answer(Identity.nfc(identity(ctx)), progress).toBuffer()));
  }

  /** Earlier builds have stored identities as they were sent. This one stores them in form NFC. */
  private Future<OrderProgress> orderInAllForms(String sent, Origin operator) {
    Deadline deadline = Deadline.in(timeoutMillis);
    String nfc = Identity.nfc(sent);
    return order(sent, operator, timeoutMillis)
        .compose(
            first ->
                nfc.equals(sent) || !first.done()
                    ? Future.succeededFuture(first)
                    : order(nfc, operator, deadline.millisLeft())
                        .map(second -> second.plus(first.revoked())));
  }

  private Future<OrderProgress> order(String identity, Origin operator, long millis) {
    return bus.request(
        Address.REVOKE_ALL,
        new RevokeAllTokens(new RevokeAll(newId.get(), identity, operator), millis),
        millis);
  }

  private static String identity(RoutingContext ctx) {
    return Query.parse(
            ctx.request().uri(), List.of(Query.IDENTITY), "the only parameter is identity, once")
        .identity();
  }

  private static Throwable withIdentity(Throwable cause, RoutingContext ctx) {
    if (cause instanceof RefusalException refusal) {
      try {
        return refusal.withIdentity(Identity.nfc(identity(ctx)));
      } catch (RefusalException e) {
        // It is not known.
      }
    }
    return cause;
  }

  private static JsonObject answer(String identity, OrderProgress progress) {
    JsonObject answer =
        new JsonObject()
            .put("identity", identity)
            .put("order", progress.order().toString())
            .put("revoked", progress.revoked());
    return progress.done()
        ? answer
        : answer.put(
            "detail",
            "The order is recorded, and its tokens are being revoked. Ask again: a further order"
                + " revokes what is left, and is answered with 200 when nothing is.");
  }
}
