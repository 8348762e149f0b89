package io.tallystick.api.operator;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.introspection.BearerToken;
import io.tallystick.api.introspection.Introspection;
import io.tallystick.api.tls.ClientName;
import io.tallystick.config.ApiSettings;
import io.tallystick.config.value.ActorNames;
import io.tallystick.config.value.Identities;
import io.tallystick.event.Origin;
import io.tallystick.event.Reason;
import io.tallystick.token.TokenId;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operators: actors with a certificate that {@code api.operator-actors} allows, and callers
 * with a bearer token (RFC 6750) of an identity in {@code api.operators}. As a handler, it lets
 * only their requests pass.
 */
public final class Operators implements Handler<RoutingContext> {

  private static final String OPERATOR = Operators.class.getName();
  private static final String SEPARATOR = "\0";

  private final Identities identities;
  private final ActorNames actors;
  private final BearerTokens tokens;

  /**
   * Creates a guard.
   *
   * @param introspection tells whose a token is
   * @param api the settings that name the operators
   */
  public Operators(Introspection introspection, ApiSettings api) {
    this.identities = api.operators();
    this.actors = api.tls().operatorActors();
    this.tokens = new BearerTokens(introspection, identities);
  }

  /** Whether only operators get tokens for an identity, which is in form NFC. */
  public boolean isReserved(String identity) {
    return identities.contain(identity);
  }

  /**
   * Whose the idempotency key of a request is: the identity of an operator that has proved it with
   * a bearer token, else the name in the certificate, else nobody's. An operator keeps it when it
   * gets a new token.
   */
  public static String keyOwner(RoutingContext ctx) {
    String identity = ctx.get(OPERATOR);
    if (identity != null) {
      return "identity" + SEPARATOR + identity;
    }
    String certificate = ClientName.of(ctx.request().connection());
    return certificate == null ? "" : "certificate" + SEPARATOR + certificate;
  }

  @Override
  public void handle(RoutingContext ctx) {
    origin(ctx)
        .onSuccess(operator -> ctx.next())
        .onFailure(cause -> ctx.fail(withToken(cause, ctx.pathParam("id"))));
  }

  private static Throwable withToken(Throwable cause, @Nullable String id) {
    return id != null && cause instanceof RefusalException refusal
        ? TokenId.parse(id).<Throwable>map(refusal::withToken).orElse(cause)
        : cause;
  }

  /**
   * The origin of a request of an operator, with the operator as its actor. The actor of the
   * request is the owner of a valid token also if it is no operator.
   *
   * @return fails with a {@link RefusalException} if the caller is no operator, and otherwise as
   *     {@link Introspection#of} says
   */
  public Future<Origin> origin(RoutingContext ctx) {
    Origin origin = InternalNetworkGate.originOf(ctx);
    if (actors.contain(origin.actor())) {
      return Future.succeededFuture(origin);
    }
    Optional<String> token = BearerToken.in(ctx);
    return token.isEmpty()
        ? Future.failedFuture(
            new RefusalException(
                Reason.NO_CREDENTIALS,
                "This is for operators: send the header Authorization: Bearer with a token of an"
                    + " identity in api.operators, or show a client certificate of an actor in"
                    + " api.operator-actors."))
        : tokens
            .authenticate(new TokenCredentials(token.get()))
            .compose(user -> authorize(ctx, user));
  }

  private static Future<Origin> authorize(RoutingContext ctx, User user) {
    Origin origin = InternalNetworkGate.nameActor(ctx, user.subject());
    if (BearerTokens.OPERATE.match(user)) {
      ctx.put(OPERATOR, user.get(BearerTokens.IDENTITY));
      return Future.succeededFuture(origin);
    }
    return Future.failedFuture(
        new RefusalException(
            Reason.NOT_OPERATOR,
            "This is for operators, and the bearer token is not of an identity in api.operators."));
  }
}
