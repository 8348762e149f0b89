package io.tallystick.api.tokens;

import io.tallystick.config.ApiSettings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.ListTokens;
import io.tallystick.eventbus.message.TokensFound;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /v1/tokens}: the tokens of an identity, in pages. A page begins after the last token
 * of the one before, so tokens that are issued or revoked meanwhile move no others.
 */
public final class ListHandler implements Handler<RoutingContext> {

  private final Bus bus;
  private final long timeoutMillis;

  /**
   * Creates a handler.
   *
   * @param api the settings with the request timeout
   */
  public ListHandler(Bus bus, ApiSettings api) {
    this.bus = bus;
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  @Override
  public void handle(RoutingContext ctx) {
    ListQuery query = ListQuery.parse(ctx.request().uri());
    bus.request(
            Address.LIST_TOKENS,
            new ListTokens(
                query.identity(), query.state(), query.after(), query.limit(), timeoutMillis),
            timeoutMillis)
        .onSuccess(
            found ->
                ctx.response()
                    .putHeader("Content-Type", "application/json")
                    .end(page(found).toBuffer()))
        .onFailure(ctx::fail);
  }

  private static JsonObject page(TokensFound found) {
    JsonArray tokens = new JsonArray();
    found.tokens().forEach(token -> tokens.add(TokenJson.of(token)));
    JsonObject page = new JsonObject().put("tokens", tokens);
    return found.next() == null ? page : page.put("next", found.next().toString());
  }
}
