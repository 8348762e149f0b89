package io.tallystick.api.tokens;

import io.tallystick.api.error.RefusalException;
import io.tallystick.config.ApiSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.event.Defect;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.ListTokens;
import io.tallystick.eventbus.message.ListUnusedTokens;
import io.tallystick.eventbus.message.TokensFound;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Objects;

/**
 * {@code GET /v1/tokens}: the tokens of an identity, or those that were not used for long, in
 * pages. A page begins after the last token of the one before, so tokens that are issued or revoked
 * meanwhile move no others.
 */
public final class ListHandler implements Handler<RoutingContext> {

  private final Bus bus;
  private final long timeoutMillis;
  private final boolean usesAreRecorded;
  private final InstantSource clock;

  /**
   * Creates a handler.
   *
   * @param api the settings with the request timeout
   * @param tokens the settings that tell whether uses are recorded
   */
  public ListHandler(Bus bus, ApiSettings api, TokenSettings tokens, InstantSource clock) {
    this.bus = bus;
    this.timeoutMillis = api.requestTimeout().toMillis();
    this.usesAreRecorded = !tokens.lastUsed().isZero();
    this.clock = clock;
  }

  @Override
  public void handle(RoutingContext ctx) {
    ListQuery query = ListQuery.parse(ctx.request().uri(), clock.instant());
    ListQuery inNfc = query.inNfc();
    find(query)
        .compose(
            // Earlier builds have stored identities as they were sent.
            found ->
                found.tokens().isEmpty() && found.next() == null && !inNfc.equals(query)
                    ? find(inNfc)
                    : Future.succeededFuture(found))
        .onSuccess(
            found ->
                ctx.response()
                    .putHeader("Content-Type", "application/json")
                    .end(page(found).toBuffer()))
        .onFailure(ctx::fail);
  }

  private Future<TokensFound> find(ListQuery query) {
    if (query.unusedSince() == null) {
      // Without an identity there is always a time.
      return bus.request(
          Address.LIST_TOKENS,
          new ListTokens(
              Objects.requireNonNull(query.identity()),
              query.state(),
              query.after(),
              query.limit(),
              timeoutMillis),
          timeoutMillis);
    }
    if (!usesAreRecorded) {
      // Otherwise tokens that are used every day would be listed.
      throw new RefusalException(
          Defect.PARAMETER,
          "uses of tokens are not recorded, since tokens.last-used is off; leave unused_since out");
    }
    return bus.request(
        Address.LIST_UNUSED_TOKENS,
        new ListUnusedTokens(
            query.identity(), query.unusedSince(), query.after(), query.limit(), timeoutMillis),
        timeoutMillis);
  }

  private static JsonObject page(TokensFound found) {
    JsonArray tokens = new JsonArray();
    found.tokens().forEach(token -> tokens.add(TokenJson.of(token)));
    JsonObject page = new JsonObject().put("tokens", tokens);
    return found.next() == null ? page : page.put("next", found.next().toString());
  }
}
