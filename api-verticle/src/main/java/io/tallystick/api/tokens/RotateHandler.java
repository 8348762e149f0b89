package io.tallystick.api.tokens;

import io.tallystick.api.endpoint.IssueRules;
import io.tallystick.api.endpoint.TokenMint;
import io.tallystick.api.error.RefusalException;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.idempotency.Idempotency;
import io.tallystick.api.idempotency.Occasion;
import io.tallystick.api.rate.RateLimits;
import io.tallystick.api.request.Deadline;
import io.tallystick.api.request.RotateRequest;
import io.tallystick.api.tls.ClientName;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.Defect;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.IssueTerms;
import io.tallystick.eventbus.message.RotateOutcome;
import io.tallystick.eventbus.message.RotateToken;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.token.Token;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/tokens/{id}/rotate}: issues a token that replaces a live one. It is returned only
 * after it is committed. Whether the old token is live is left to the store, so that a request that
 * is sent again with the same new token gets the same answer.
 */
public final class RotateHandler implements Handler<RoutingContext> {

  // Before the id of the token: the same key may be sent for another one.
  private static final String NAME = "rotate ";

  private final Bus bus;
  private final StoredTokens tokens;
  private final IssueRules rules;
  private final TokenMint mint;
  private final IssueTerms terms;
  private final RateLimits limits;
  private final Idempotency idempotency;
  private final InstantSource clock;
  private final long timeoutMillis;

  /**
   * Creates a handler.
   *
   * @param rules who may issue for which identity
   * @param mint makes the new tokens
   * @param terms of requests that come now
   * @param api the settings with the request timeout
   * @param limits how many tokens an identity may have
   * @param idempotency answers requests that are sent again
   * @param clock the time from which lifetimes count
   */
  public RotateHandler(
      Bus bus,
      IssueRules rules,
      TokenMint mint,
      IssueTerms terms,
      ApiSettings api,
      RateLimits limits,
      Idempotency idempotency,
      InstantSource clock) {
    this.bus = bus;
    this.tokens = new StoredTokens(bus);
    this.rules = rules;
    this.mint = mint;
    this.terms = terms;
    this.limits = limits;
    this.idempotency = idempotency;
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
              rotate(ctx, old, body(ctx, old), deadline);
              return old;
            })
        .onFailure(ctx::fail);
  }

  /** The body of a request that would be right now. */
  private JsonObject body(RoutingContext ctx, TokenDetails old) {
    try {
      // The actor of an operator's request may be the owner of its token.
      requireAllowed(ClientName.of(ctx.request().connection()), old.identity());
      JsonObject body = RotateRequest.json(ctx.body().buffer());
      RotateRequest.parse(body, terms, clock.instant());
      return body;
    } catch (RefusalException e) {
      throw about(old, e);
    }
  }

  private static RefusalException about(TokenDetails old, RefusalException refusal) {
    return refusal.withIdentity(old.identity()).withToken(old.tokenId());
  }

  private void requireAllowed(@Nullable String certificate, String identity) {
    rules.checkActor(certificate, identity);
    Rotation.requireIssued(identity);
  }

  private void rotate(RoutingContext ctx, TokenDetails old, JsonObject body, Deadline deadline) {
    if (!limits.admitIdentity(ctx, old.identity())) {
      return;
    }
    rules.checkAuditLag();
    Instant came = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    idempotency
        .occasion(ctx, NAME + old.tokenId(), body, mint, deadline.millisLeft())
        .compose(occasion -> replace(ctx, old, body, came, occasion, deadline))
        .onSuccess(
            answer ->
                ctx.response().putHeader("Content-Type", "application/json").end(answer.toBuffer()))
        .onFailure(
            cause ->
                ctx.fail(cause instanceof RefusalException refusal ? about(old, refusal) : cause));
  }

  private Future<JsonObject> replace(
      RoutingContext ctx,
      TokenDetails old,
      JsonObject body,
      Instant came,
      Occasion occasion,
      Deadline deadline) {
    RotateRequest request = RotateRequest.parse(body, occasion.terms(), occasion.at());
    Rotation rotation = new Rotation(old, request, occasion.mint().token(0));
    boolean isLate = occasion.at().isBefore(came) && !request.expiresAt().isAfter(came);
    return (isLate ? requireDone(rotation.token(), deadline) : Future.succeededFuture())
        .compose(
            checked ->
                send(
                    rotation.message(
                        InternalNetworkGate.originOf(ctx),
                        occasion.claimedAt(),
                        deadline.millisLeft())))
        .map(rotation::answer);
  }

  /**
   * A request that was cut off, and comes again after its new token would have expired, must not
   * end the old token.
   */
  private Future<?> requireDone(Token token, Deadline deadline) {
    long millis = deadline.millisLeft();
    return bus.request(Address.FIND_TOKEN, new FindToken(token.id(), millis), millis)
        .map(
            found -> {
              if (found.tokens().isEmpty()) {
                throw new RefusalException(
                    Defect.EXPIRY_PAST,
                    "this request was not done when it came first, and its new token would have expired"
                        + " since then; send it with a new Idempotency-Key");
              }
              return found;
            });
  }

  private Future<RotateOutcome> send(RotateToken message) {
    return bus.request(Address.ROTATE, message, message.millisLeft());
  }
}
