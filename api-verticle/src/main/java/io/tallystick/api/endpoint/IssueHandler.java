package io.tallystick.api.endpoint;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.idempotency.Idempotency;
import io.tallystick.api.operator.Operators;
import io.tallystick.api.rate.RateLimits;
import io.tallystick.api.request.Deadline;
import io.tallystick.api.request.IssueRequest;
import io.tallystick.api.request.NewToken;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.Origin;
import io.tallystick.event.Reason;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.IssueTerms;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.RequestAbandoned;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;

/** {@code POST /v1/api_access_token}: issues a token. It is returned only after it is committed. */
public final class IssueHandler implements Handler<RoutingContext> {

  private static final String NAME = "issue";

  private final Bus bus;
  private final IssueRules rules;
  private final TokenMint mint;
  private final IssueTerms terms;
  private final InstantSource clock;
  private final RateLimits limits;
  private final Operators operators;
  private final Idempotency idempotency;
  private final long timeoutMillis;

  /**
   * Creates a handler.
   *
   * @param rules who may issue tokens now
   * @param mint makes the new tokens
   * @param terms of requests that come now
   * @param api the settings with the request timeout
   * @param operators those who get tokens for reserved identities
   * @param limits how many tokens an identity may have
   * @param idempotency answers requests that are sent again
   * @param clock the time from which lifetimes count
   */
  public IssueHandler(
      Bus bus,
      IssueRules rules,
      TokenMint mint,
      IssueTerms terms,
      ApiSettings api,
      Operators operators,
      RateLimits limits,
      Idempotency idempotency,
      InstantSource clock) {
    this.bus = bus;
    this.rules = rules;
    this.mint = mint;
    this.terms = terms;
    this.clock = clock;
    this.limits = limits;
    this.operators = operators;
    this.idempotency = idempotency;
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  @Override
  public void handle(RoutingContext ctx) {
    JsonObject body = IssueRequest.json(ctx.body().buffer());
    IssueRequest request = IssueRequest.parse(body, terms, clock.instant());
    Origin origin = InternalNetworkGate.originOf(ctx);
    rules.checkActor(origin.actor(), request.identity());
    if (operators.isReserved(request.identity())) {
      operators
          .origin(ctx)
          .map(
              operator -> {
                issue(ctx, body, request, operator);
                return operator;
              })
          .onFailure(cause -> ctx.fail(reserved(cause, request.identity())));
    } else {
      issue(ctx, body, request, origin);
    }
  }

  /** Whoever is no operator learns only that. */
  private static Throwable reserved(Throwable cause, String identity) {
    return cause instanceof RefusalException
        ? new RefusalException(
            Reason.RESERVED_IDENTITY,
            "This identity is reserved for operators (api.operators): only an operator gets tokens"
                + " for it.",
            identity,
            null)
        : cause;
  }

  private void issue(RoutingContext ctx, JsonObject body, IssueRequest request, Origin origin) {
    if (!limits.admitIdentity(ctx, request.identity())) {
      return;
    }
    rules.checkAuditLag();
    if (Idempotency.isAsked(ctx)) {
      issueOnce(ctx, body, origin)
          .onFailure(cause -> ctx.fail(withIdentity(cause, request.identity())));
      return;
    }
    NewToken token = new NewToken(request, mint.mint());
    IssueToken message = token.message(origin, null, timeoutMillis);
    RequestAbandoned abandoned = new RequestAbandoned(message.event().eventId());
    ctx.response().closeHandler(closed -> bus.publish(Topic.REQUEST_ABANDONED, abandoned));
    write(ctx, token, message);
  }

  /** The token is not given up if the caller hangs up: the caller may send the request again. */
  private Future<NewToken> issueOnce(RoutingContext ctx, JsonObject body, Origin origin) {
    Deadline deadline = Deadline.in(timeoutMillis);
    return idempotency
        .claim(ctx, NAME, body, timeoutMillis)
        .map(
            occasion -> {
              NewToken token =
                  new NewToken(
                      IssueRequest.parse(body, occasion.terms(), occasion.at()),
                      occasion.mint().token(0));
              write(ctx, token, token.message(origin, occasion.claimedAt(), deadline.millisLeft()));
              return token;
            });
  }

  private static Throwable withIdentity(Throwable cause, String identity) {
    return cause instanceof RefusalException refusal ? refusal.withIdentity(identity) : cause;
  }

  private void write(RoutingContext ctx, NewToken token, IssueToken message) {
    bus.request(Address.ISSUE, message, message.millisLeft())
        .onSuccess(
            issued ->
                ctx.response()
                    .putHeader("Content-Type", "application/json")
                    .end(token.answer().toBuffer()))
        .onFailure(ctx::fail);
  }
}
