package io.tallystick.api.operator;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.introspection.Introspection;
import io.tallystick.config.value.Identities;
import io.tallystick.event.Reason;
import io.tallystick.eventbus.message.TokenState.ActiveToken;
import io.tallystick.token.TokenShape;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.Credentials;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.authorization.Authorization;
import io.vertx.ext.auth.authorization.PermissionBasedAuthorization;
import java.util.Set;

/**
 * Finds out whose a bearer token is. The store is asked each time, so a revoked token is refused
 * from the moment that its revocation was answered.
 */
final class BearerTokens implements AuthenticationProvider {

  /** What only operators may do. */
  static final Authorization OPERATE = PermissionBasedAuthorization.create("operate");

  /** The attribute of a user that has the identity of its token. */
  static final String IDENTITY = "identity";

  private static final String SOURCE = "api.operators";
  // An event has room for a name of 510 characters.
  private static final int MAX_IDENTITY = 400;

  private final Introspection introspection;
  private final Identities operators;

  BearerTokens(Introspection introspection, Identities operators) {
    this.introspection = introspection;
    this.operators = operators;
  }

  /**
   * The user of {@link TokenCredentials}. Its subject is the name for events, its {@link #IDENTITY}
   * whose token it is, and it may {@link #OPERATE} if the token's identity is one of the operators.
   * The future fails with a {@link RefusalException} if the token is not valid, and otherwise as
   * {@link Introspection#of} says.
   */
  @Override
  public Future<User> authenticate(Credentials credentials) {
    if (!(credentials instanceof TokenCredentials bearer)) {
      return Future.failedFuture(new IllegalArgumentException("only tokens are credentials"));
    }
    return introspection
        .of(bearer.getToken())
        .compose(
            valid ->
                valid
                    .map(token -> Future.succeededFuture(user(token)))
                    .orElseGet(
                        () ->
                            Future.failedFuture(
                                new RefusalException(
                                    Reason.INVALID_CREDENTIALS,
                                    "The bearer token is unknown, expired or revoked."))));
  }

  private User user(ActiveToken token) {
    User user =
        User.create(new JsonObject().put("sub", name(token)).put(IDENTITY, token.identity()));
    if (operators.contain(token.identity())) {
      user.authorizations().put(SOURCE, Set.of(OPERATE));
    }
    return user;
  }

  /** Whose token it is, and which. Identities of earlier builds may look like secrets. */
  private static String name(ActiveToken token) {
    String identity = token.identity();
    return "%s(token %s)"
        .formatted(
            identity.length() > MAX_IDENTITY ? "" : TokenShape.redact(identity) + " ",
            token.tokenId());
  }
}
