package io.tallystick.api.operator;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.introspection.BearerToken;
import io.tallystick.api.introspection.Introspection;
import io.tallystick.config.value.Identities;
import io.tallystick.event.Reason;
import io.vertx.core.Handler;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets only callers pass that prove who they are (RFC 7662, section 2.1): by a client certificate,
 * or by a live token of their own. They send the token as a bearer token (RFC 6750), or as the
 * secret of a client (RFC 6749, section 2.3.1), whose id may be any.
 */
public final class KnownCallers implements Handler<RoutingContext> {

  // RFC 7617, section 2.
  private static final Pattern BASIC =
      Pattern.compile("Basic +([A-Za-z0-9+/]+=*) *", Pattern.CASE_INSENSITIVE);
  private static final String BASIC_CHALLENGE = "Basic realm=\"tallystick\"";

  private final BearerTokens tokens;

  /**
   * Creates a guard.
   *
   * @param introspection tells whether a token is live
   */
  public KnownCallers(Introspection introspection) {
    this.tokens = new BearerTokens(introspection, new Identities(Set.of()));
  }

  @Override
  public void handle(RoutingContext ctx) {
    if (InternalNetworkGate.originOf(ctx).actor() != null) {
      ctx.next();
      return;
    }
    Optional<String> bearer = BearerToken.in(ctx);
    Optional<String> token = bearer.isPresent() ? bearer : clientSecret(ctx);
    if (token.isEmpty()) {
      ctx.fail(
          new RefusalException(
              Reason.NO_CREDENTIALS,
              "Callers must prove who they are (api.introspect-auth): send the header"
                  + " Authorization: Bearer with a live token of your own, or show a client"
                  + " certificate."));
      return;
    }
    tokens
        .authenticate(new TokenCredentials(token.get()))
        .onSuccess(known -> ctx.next())
        .onFailure(
            cause -> {
              if (bearer.isEmpty()) {
                // RFC 6749, section 5.2: a challenge of the scheme that the caller used.
                ctx.response().headers().add("WWW-Authenticate", BASIC_CHALLENGE);
              }
              ctx.fail(cause);
            });
  }

  private static Optional<String> clientSecret(RoutingContext ctx) {
    List<String> headers = ctx.request().headers().getAll("Authorization");
    Matcher matcher = BASIC.matcher(headers.size() == 1 ? headers.get(0) : "");
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      String pair =
          new String(Base64.getDecoder().decode(matcher.group(1)), StandardCharsets.UTF_8);
      return Optional.of(pair.substring(pair.indexOf(':') + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
