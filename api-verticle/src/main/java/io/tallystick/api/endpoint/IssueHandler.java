package io.tallystick.api.endpoint;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.operator.Operators;
import io.tallystick.api.rate.RateLimits;
import io.tallystick.api.request.IssueRequest;
import io.tallystick.api.request.Notes;
import io.tallystick.config.ApiSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.config.value.ActorRules;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.Origin;
import io.tallystick.event.Reason;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.RequestAbandoned;
import io.tallystick.token.Token;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.UUID;

/** {@code POST /v1/api_access_token}: issues a token. It is returned only after it is committed. */
public final class IssueHandler implements Handler<RoutingContext> {

  private final Bus bus;
  private final AuditLagGuard auditLag;
  private final TokenMint mint;
  private final TokenSettings settings;
  private final InstantSource clock;
  private final boolean strictBody;
  private final RateLimits limits;
  private final ActorRules actors;
  private final Operators operators;
  private final long timeoutMillis;

  /**
   * Creates a handler.
   *
   * @param mint makes the new tokens
   * @param settings the prefix and the lifetimes of tokens
   * @param api the settings with the request timeout, with who may issue for which identity, and
   *     whether unknown fields are refused
   * @param operators those who get tokens for reserved identities
   * @param limits how many tokens an identity may have
   * @param clock the time from which lifetimes count
   */
  public IssueHandler(
      Bus bus,
      AuditLagGuard auditLag,
      TokenMint mint,
      TokenSettings settings,
      ApiSettings api,
      Operators operators,
      RateLimits limits,
      InstantSource clock) {
    this.auditLag = auditLag;
    this.bus = bus;
    this.mint = mint;
    this.settings = settings;
    this.clock = clock;
    this.strictBody = api.strictBody();
    this.limits = limits;
    this.actors = api.tls().actors();
    this.operators = operators;
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  @Override
  public void handle(RoutingContext ctx) {
    IssueRequest request =
        IssueRequest.parse(ctx.body().buffer(), settings, strictBody, clock.instant());
    Origin origin = InternalNetworkGate.originOf(ctx);
    if (!actors.allow(origin.actor(), request.identity())) {
      throw new RefusalException(
          Reason.ACTOR_NOT_ALLOWED,
          origin.actor() == null
              ? "Without a client certificate, no tokens are issued for this identity."
              : "This client certificate does not allow tokens for this identity.",
          request.identity(),
          null);
    }
    if (operators.isReserved(request.identity())) {
      operators
          .origin(ctx)
          .map(
              operator -> {
                issue(ctx, request, operator);
                return operator;
              })
          .onFailure(cause -> ctx.fail(reserved(cause, request.identity())));
    } else {
      issue(ctx, request, origin);
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

  private void issue(RoutingContext ctx, IssueRequest request, Origin origin) {
    if (!limits.admitIdentity(ctx, request.identity())) {
      return;
    }
    auditLag.check();
    Token token = mint.mint();
    Issue event =
        new Issue(token.id(), token.secretHash(), request.identity(), request.expiresAt(), origin);
    ctx.response()
        .closeHandler(
            closed -> bus.publish(Topic.REQUEST_ABANDONED, new RequestAbandoned(event.eventId())));
    Notes notes = request.notes();
    bus.request(
            Address.ISSUE,
            new IssueToken(event, notes.label(), notes.metadata(), timeoutMillis),
            timeoutMillis)
        .onSuccess(
            issued ->
                ctx.response()
                    .putHeader("Content-Type", "application/json")
                    .end(answer(token, request, issued.id()).toBuffer()))
        .onFailure(ctx::fail);
  }

  private static JsonObject answer(Token token, IssueRequest request, UUID id) {
    JsonObject answer =
        new JsonObject()
            .put("token", token.text())
            .put("identity", request.identity())
            .put("id", id.toString())
            .put("expiration", request.expiresAt().toString());
    return request.warnings().isEmpty()
        ? answer
        : answer.put("warnings", new JsonArray(request.warnings()));
  }
}
