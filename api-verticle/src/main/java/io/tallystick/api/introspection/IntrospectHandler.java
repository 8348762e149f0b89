package io.tallystick.api.introspection;

import io.tallystick.eventbus.message.TokenState.ActiveToken;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * {@code POST /v1/introspect} (RFC 7662). The answer is current: a token whose revocation was
 * answered, by whichever node, is inactive from then on.
 */
public final class IntrospectHandler implements Handler<RoutingContext> {

  private final Introspection introspection;

  /** Creates a handler. */
  public IntrospectHandler(Introspection introspection) {
    this.introspection = introspection;
  }

  @Override
  public void handle(RoutingContext ctx) {
    introspection
        .of(PresentedToken.in(ctx))
        .onSuccess(
            token ->
                ctx.response()
                    .putHeader("Content-Type", "application/json")
                    .end(answer(token).toBuffer()))
        .onFailure(ctx::fail);
  }

  /**
   * What is said of a token.
   *
   * @param token empty if it is not valid
   */
  public static JsonObject answer(Optional<ActiveToken> token) {
    return token
        .map(IntrospectHandler::active)
        // Nothing else, so that a thief learns nothing (section 2.2).
        .orElseGet(() -> new JsonObject().put("active", false));
  }

  /** Times are seconds since 1970, rounded down: a token is never said to live too long. */
  private static JsonObject active(ActiveToken token) {
    return new JsonObject()
        .put("active", true)
        .put("sub", token.identity())
        .put("username", token.identity())
        .put("exp", token.expiresAt().getEpochSecond())
        .put("iat", token.issuedAt().getEpochSecond())
        .put("jti", token.tokenId().toString())
        .put("token_type", "Bearer");
  }
}
