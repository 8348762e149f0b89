package io.tallystick.auth;

import io.vertx.core.Future;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.AuthenticationHandler;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.handler.SimpleAuthenticationHandler;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets requests with a valid bearer token through (RFC 6750). Otherwise the request fails with 401
 * and a challenge, or with 503 if it cannot be told whether the token is valid.
 *
 * <p>It needs vertx-web.
 */
public final class BearerAuthHandler {

  // RFC 6750, section 2.1, and RFC 9110, section 11.1: the scheme is case-insensitive.
  private static final Pattern BEARER =
      Pattern.compile("Bearer +([A-Za-z0-9._~+/-]+=*) *", Pattern.CASE_INSENSITIVE);

  private final TallystickAuth auth;
  private final String challenge;

  private BearerAuthHandler(TallystickAuth auth, String realm) {
    this.auth = auth;
    this.challenge = "Bearer realm=\"" + realm + "\"";
  }

  /**
   * Creates a handler.
   *
   * @param realm names the service in challenges (RFC 9110, section 11.5)
   * @throws IllegalArgumentException if the realm has characters other than letters, digits,
   *     blanks, dots, underscores and hyphens
   */
  public static AuthenticationHandler create(TallystickAuth auth, String realm) {
    if (!realm.matches("[A-Za-z0-9 ._-]+")) {
      throw new IllegalArgumentException(
          "a realm has letters, digits, blanks, dots, underscores and hyphens only");
    }
    return SimpleAuthenticationHandler.create()
        .authenticate(new BearerAuthHandler(auth, realm)::authenticate);
  }

  private Future<User> authenticate(RoutingContext ctx) {
    List<String> headers = ctx.request().headers().getAll("Authorization");
    Matcher matcher = BEARER.matcher(headers.size() == 1 ? headers.get(0) : "");
    if (!matcher.matches()) {
      // Without an error code, since the caller may not have known that it needs a token.
      return unauthorized(ctx, challenge, new InvalidTokenException());
    }
    return auth.authenticate(new TokenCredentials(matcher.group(1)))
        .recover(
            cause ->
                cause instanceof InvalidTokenException
                    ? unauthorized(ctx, challenge + ", error=\"invalid_token\"", cause)
                    : Future.failedFuture(new HttpException(503, cause)));
  }

  private static Future<User> unauthorized(RoutingContext ctx, String text, Throwable cause) {
    ctx.response().putHeader("WWW-Authenticate", text);
    return Future.failedFuture(new HttpException(401, cause));
  }
}
