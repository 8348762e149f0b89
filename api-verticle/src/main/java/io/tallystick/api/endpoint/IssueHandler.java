package io.tallystick.api.endpoint;

import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.config.ApiSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.event.EventDraft.Issue;
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
  private final long timeoutMillis;

  /**
   * Creates a handler.
   *
   * @param mint makes the new tokens
   * @param settings the prefix and the lifetimes of tokens
   * @param api the settings with the request timeout, and whether unknown fields are refused
   * @param clock the time from which lifetimes count
   */
  public IssueHandler(
      Bus bus,
      AuditLagGuard auditLag,
      TokenMint mint,
      TokenSettings settings,
      ApiSettings api,
      InstantSource clock) {
    this.auditLag = auditLag;
    this.bus = bus;
    this.mint = mint;
    this.settings = settings;
    this.clock = clock;
    this.strictBody = api.strictBody();
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  @Override
  public void handle(RoutingContext ctx) {
    IssueRequest request =
        IssueRequest.parse(ctx.body().buffer(), settings, strictBody, clock.instant());
    auditLag.check();
    Token token = mint.mint();
    Issue event =
        new Issue(
            token.id(),
            token.secretHash(),
            request.identity(),
            request.expiresAt(),
            InternalNetworkGate.originOf(ctx));
    ctx.response()
        .closeHandler(
            closed -> bus.publish(Topic.REQUEST_ABANDONED, new RequestAbandoned(event.eventId())));
    bus.request(Address.ISSUE, new IssueToken(event, timeoutMillis), timeoutMillis)
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
