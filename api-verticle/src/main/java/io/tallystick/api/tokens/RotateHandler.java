package io.tallystick.api.tokens;

import io.tallystick.api.endpoint.IssueRules;
import io.tallystick.api.endpoint.TokenMint;
import io.tallystick.api.error.RefusalException;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.rate.RateLimits;
import io.tallystick.api.request.Deadline;
import io.tallystick.api.request.RotateRequest;
import io.tallystick.api.tls.ClientName;
import io.tallystick.config.ApiSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.TokenDetails;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/tokens/{id}/rotate}: issues a token that replaces a live one. It is returned only
 * after it is committed. Whether the old token is live is left to the store, so that a request that
 * is sent again with the same new token gets the same answer.
 */
public final class RotateHandler implements Handler<RoutingContext> {

  private final Bus bus;
  private final StoredTokens tokens;
  private final IssueRules rules;
  private final TokenMint mint;
  private final TokenSettings settings;
  private final RateLimits limits;
  private final InstantSource clock;
  private final long timeoutMillis;

  /**
   * Creates a handler.
   *
   * @param rules who may issue for which identity
   * @param mint makes the new tokens
   * @param settings the lifetimes of tokens
   * @param api the settings with the request timeout
   * @param limits how many tokens an identity may have
   * @param clock the time from which lifetimes count
   */
  public RotateHandler(
      Bus bus,
      IssueRules rules,
      TokenMint mint,
      TokenSettings settings,
      ApiSettings api,
      RateLimits limits,
      InstantSource clock) {
    this.bus = bus;
    this.tokens = new StoredTokens(bus);
    this.rules = rules;
    this.mint = mint;
    this.settings = settings;
    this.limits = limits;
    this.clock = clock;
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  @Override
  public void handle(RoutingContext ctx) {
    Deadline deadline = Deadline.in(timeoutMillis);
    tokens
        .of(ctx, timeoutMillis)
        .map(
            old -> {
              rotate(ctx, old, request(ctx, old), deadline.millisLeft());
              return old;
            })
        .onFailure(ctx::fail);
  }

  private RotateRequest request(RoutingContext ctx, TokenDetails old) {
    try {
      // The actor of an operator's request may be the owner of its token.
      requireAllowed(ClientName.of(ctx.request().connection()), old.identity());
      return RotateRequest.parse(ctx.body().buffer(), settings, clock.instant());
    } catch (RefusalException e) {
      throw e.withIdentity(old.identity()).withToken(old.tokenId());
    }
  }

  private void requireAllowed(@Nullable String certificate, String identity) {
    rules.checkActor(certificate, identity);
    Rotation.requireIssued(identity);
  }

  private void rotate(RoutingContext ctx, TokenDetails old, RotateRequest request, long millis) {
    if (!limits.admitIdentity(ctx, old.identity())) {
      return;
    }
    rules.checkAuditLag();
    Rotation rotation = new Rotation(old, request, mint.mint());
    bus.request(Address.ROTATE, rotation.message(InternalNetworkGate.originOf(ctx), millis), millis)
        .map(rotation::answer)
        .onSuccess(
            answer ->
                ctx.response().putHeader("Content-Type", "application/json").end(answer.toBuffer()))
        .onFailure(ctx::fail);
  }
}
