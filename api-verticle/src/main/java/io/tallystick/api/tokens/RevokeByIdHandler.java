package io.tallystick.api.tokens;

import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.request.Deadline;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.RevokeOutcome.TokenRevoked;
import io.tallystick.eventbus.message.RevokeToken;
import io.tallystick.eventbus.message.TokenDetails;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * {@code DELETE /v1/tokens/{id}}: revokes a live token of which only the id is known. It is revoked
 * as by its text, with the hash that the store has.
 */
public final class RevokeByIdHandler implements Handler<RoutingContext> {

  private final Bus bus;
  private final StoredTokens tokens;
  private final Supplier<UUID> newId;
  private final long timeoutMillis;

  /**
   * Creates a handler.
   *
   * @param newId makes the id of a revocation
   * @param api the settings with the request timeout
   */
  public RevokeByIdHandler(Bus bus, Supplier<UUID> newId, ApiSettings api) {
    this.bus = bus;
    this.tokens = new StoredTokens(bus);
    this.newId = newId;
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  @Override
  public void handle(RoutingContext ctx) {
    Deadline deadline = Deadline.in(timeoutMillis);
    tokens
        .of(ctx, timeoutMillis)
        .compose(token -> revoke(ctx, token, deadline.millisLeft()))
        .onSuccess(
            revoked ->
                ctx.response()
                    .putHeader("Content-Type", "application/json")
                    .end(TokenJson.of(revoked).toBuffer()))
        .onFailure(ctx::fail);
  }

  private Future<TokenDetails> revoke(RoutingContext ctx, TokenDetails token, long millis) {
    Revoke event =
        new Revoke(
            newId.get(), token.tokenId(), token.identity(), InternalNetworkGate.originOf(ctx));
    return bus.request(Address.REVOKE, new RevokeToken(event, token.secretHash(), millis), millis)
        .compose(
            outcome ->
                outcome instanceof TokenRevoked revoked
                    ? Future.succeededFuture(token.revoked(revoked.revokedAt()))
                    : Future.failedFuture(StoredTokens.notLive(token)));
  }
}
