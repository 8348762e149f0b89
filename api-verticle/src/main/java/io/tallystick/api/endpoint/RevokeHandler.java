package io.tallystick.api.endpoint;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.tallystick.api.error.RefusalException;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.request.Deadline;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.Reason;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.RequestAbandoned;
import io.tallystick.eventbus.message.RevokeOutcome;
import io.tallystick.eventbus.message.RevokeOutcome.TokenRevoked;
import io.tallystick.eventbus.message.RevokeToken;
import io.tallystick.token.Identity;
import io.tallystick.token.TokenFingerprint;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code DELETE /v1/api_access_token}: revokes a live token. */
public final class RevokeHandler implements Handler<RoutingContext> {

  // The same answer for unknown, expired and revoked tokens, so that a thief learns nothing.
  private static final String NO_LIVE_TOKEN = "No live token of that identity matches.";

  private final Bus bus;
  private final TokenMint mint;
  private final long timeoutMillis;

  /**
   * Creates a handler.
   *
   * @param mint makes the id of a revocation
   * @param api the settings with the request timeout
   */
  public RevokeHandler(Bus bus, TokenMint mint, ApiSettings api) {
    this.bus = bus;
    this.mint = mint;
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  @Override
  public void handle(RoutingContext ctx) {
    Map<String, List<String>> query;
    try {
      query = query(ctx.request().uri());
    } catch (IllegalArgumentException e) {
      ctx.fail(400, e);
      return;
    }
    String identity = last(query.get("identity"));
    String text = last(query.get("token"));
    if (identity == null || text == null) {
      throw missing(identity, text);
    }
    String knownIdentity = Identity.mayHaveToken(identity) ? identity : null;
    Optional<TokenFingerprint> token = TokenFingerprint.of(text);
    if (knownIdentity == null || token.isEmpty()) {
      throw RefusalException.notLive(
          token, NO_LIVE_TOKEN, knownIdentity == null ? null : Identity.nfc(knownIdentity));
    }
    revoke(ctx, text, token.get(), knownIdentity);
  }

  private void revoke(RoutingContext ctx, String text, TokenFingerprint token, String identity) {
    // Earlier builds have stored identities as they were sent. This one stores them in form NFC.
    String stored = Identity.nfc(identity);
    Deadline deadline = Deadline.in(timeoutMillis);
    ask(ctx, token, identity, timeoutMillis)
        .compose(
            outcome ->
                outcome instanceof TokenRevoked || stored.equals(identity)
                    ? Future.succeededFuture(outcome)
                    : ask(ctx, token, stored, deadline.millisLeft()))
        .onSuccess(
            outcome -> {
              if (outcome instanceof TokenRevoked) {
                ctx.response()
                    .putHeader("Content-Type", "application/json")
                    .end(new JsonObject().put("token", text).put("identity", identity).toBuffer());
              } else {
                ctx.fail(RefusalException.notLive(Optional.of(token), NO_LIVE_TOKEN, stored));
              }
            })
        .onFailure(ctx::fail);
  }

  private Future<RevokeOutcome> ask(
      RoutingContext ctx, TokenFingerprint token, String identity, long millis) {
    Revoke event =
        new Revoke(mint.newId(), token.id(), identity, InternalNetworkGate.originOf(ctx));
    ctx.response()
        .closeHandler(
            closed -> bus.publish(Topic.REQUEST_ABANDONED, new RequestAbandoned(event.eventId())));
    return bus.request(Address.REVOKE, new RevokeToken(event, token.secretHash(), millis), millis);
  }

  /**
   * The parameters of a query. As in FastAPI, and by the URL standard, only {@code &} separates
   * them.
   *
   * @throws IllegalArgumentException if an escape is broken
   */
  private static Map<String, List<String>> query(String uri) {
    return new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, Integer.MAX_VALUE, true)
        .parameters();
  }

  /** The list in FastAPI's HTTPValidationError, with an entry for each missing parameter. */
  private static RefusalException missing(@Nullable String identity, @Nullable String token) {
    JsonArray detail = new JsonArray();
    if (identity == null) {
      detail.add(missing("identity"));
    }
    if (token == null) {
      detail.add(missing("token"));
    }
    return new RefusalException(
        Reason.MISSING_PARAMETER,
        detail,
        identity != null && Identity.mayHaveToken(identity) ? identity : null,
        null);
  }

  private static JsonObject missing(String parameter) {
    return new JsonObject()
        .put("loc", JsonArray.of("query", parameter))
        .put("msg", "Field required")
        .put("type", "missing");
  }

  /** If a parameter is repeated, FastAPI uses the last value. */
  private static @Nullable String last(@Nullable List<String> values) {
    return values == null ? null : values.get(values.size() - 1);
  }
}
