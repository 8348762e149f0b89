package io.tallystick.api.introspection;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /v1/authorize}, which gateways ask about each of their requests: is the bearer token in
 * the header {@code Authorization} valid (RFC 6750)? The answers have no body.
 */
public final class AuthorizeHandler implements Handler<RoutingContext> {

  // RFC 6750, section 2.1, and RFC 9110, section 11.1: the scheme is case-insensitive.
  private static final Pattern BEARER =
      Pattern.compile("Bearer +([A-Za-z0-9._~+/-]+=*) *", Pattern.CASE_INSENSITIVE);
  private static final String CHALLENGE = "Bearer realm=\"tallystick\"";
  private static final String INVALID_TOKEN =
      CHALLENGE + ", error=\"invalid_token\", error_description=\"unknown, expired or revoked\"";

  private final Introspection introspection;

  /** Creates a handler. */
  public AuthorizeHandler(Introspection introspection) {
    this.introspection = introspection;
  }

  @Override
  public void handle(RoutingContext ctx) {
    Optional<String> token = bearerToken(ctx);
    if (token.isEmpty()) {
      // Without an error code, since the caller may not have known that it needs a token.
      unauthorized(ctx.response(), CHALLENGE);
      return;
    }
    introspection
        .of(token.get())
        .onSuccess(
            valid -> {
              if (valid.isEmpty()) {
                unauthorized(ctx.response(), INVALID_TOKEN);
              } else {
                ctx.response()
                    .putHeader("X-Identity", percentEncoded(valid.get().identity()))
                    .putHeader("X-Token-Id", valid.get().tokenId().toString())
                    .end();
              }
            })
        .onFailure(ctx::fail);
  }

  /** Empty if there is none, or if there are several credentials. */
  private static Optional<String> bearerToken(RoutingContext ctx) {
    List<String> headers = ctx.request().headers().getAll("Authorization");
    if (headers.size() != 1) {
      return Optional.empty();
    }
    Matcher matcher = BEARER.matcher(headers.get(0));
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static void unauthorized(HttpServerResponse response, String challenge) {
    response.setStatusCode(401).putHeader("WWW-Authenticate", challenge).end();
  }

  /**
   * The text in UTF-8, with escapes (RFC 3986, section 2.1) for all bytes that are not visible
   * ASCII, and for the percent sign.
   */
  static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b <= '~' && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append("%%%02X".formatted(b & 0xff));
      }
    }
    return encoded.toString();
  }
}
