package io.tallystick.api.introspection;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.error.RefusedAttempts;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.request.Deadline;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.Action;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.RevokeOutcome.TokenRevoked;
import io.tallystick.eventbus.message.RevokeToken;
import io.tallystick.token.TokenFingerprint;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * {@code POST /v1/revoke} (RFC 7009): revokes a token by its text alone. The answer is 200 for an
 * invalid token too (section 2.2), since the caller has what it wants. It is an audit event
 * nevertheless.
 */
public final class RevocationHandler implements Handler<RoutingContext> {

  private static final String NOTHING_TO_REVOKE = "No live token matches.";

  private final Introspection introspection;
  private final Bus bus;
  private final Supplier<UUID> newId;
  private final RefusedAttempts refusedAttempts;
  private final long timeoutMillis;

  /**
   * Creates a handler.
   *
   * @param newId makes the id of a revocation
   * @param refusedAttempts records that a token was not valid
   * @param api the settings with the request timeout
   */
  public RevocationHandler(
      Introspection introspection,
      Bus bus,
      Supplier<UUID> newId,
      RefusedAttempts refusedAttempts,
      ApiSettings api) {
    this.introspection = introspection;
    this.bus = bus;
    this.newId = newId;
    this.refusedAttempts = refusedAttempts;
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  @Override
  public void handle(RoutingContext ctx) {
    Optional<TokenFingerprint> token = TokenFingerprint.of(PresentedToken.in(ctx));
    token
        .map(presented -> revoke(ctx, presented))
        .orElseGet(() -> Future.succeededFuture(false))
        .onSuccess(
            revoked -> {
              if (!revoked) {
                refusedAttempts.record(
                    ctx, Action.REVOKE, RefusalException.notLive(token, NOTHING_TO_REVOKE, null));
              }
              ctx.end();
            })
        .onFailure(ctx::fail);
  }

  /** Whether the token was valid until now. */
  private Future<Boolean> revoke(RoutingContext ctx, TokenFingerprint token) {
    Deadline deadline = Deadline.in(timeoutMillis);
    return introspection
        .beforeRevoke(token)
        .compose(
            valid ->
                valid.isEmpty()
                    ? Future.succeededFuture(false)
                    : revoke(ctx, token, valid.get().identity(), deadline.millisLeft()));
  }

  private Future<Boolean> revoke(
      RoutingContext ctx, TokenFingerprint token, String identity, long millis) {
    Revoke event = new Revoke(newId.get(), token.id(), identity, InternalNetworkGate.originOf(ctx));
    return bus.request(Address.REVOKE, new RevokeToken(event, token.secretHash(), millis), millis)
        .map(TokenRevoked.class::isInstance);
  }
}
