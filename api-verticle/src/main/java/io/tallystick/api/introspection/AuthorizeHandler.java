package io.tallystick.api.introspection;

import io.tallystick.api.error.Challenge;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code /v1/authorize}, which gateways ask about each of their requests: is the bearer token in
 * the header {@code Authorization} valid (RFC 6750)? The answers have no body.
 */
public final class AuthorizeHandler implements Handler<RoutingContext> {

  private final Introspection introspection;

  /** Creates a handler. */
  public AuthorizeHandler(Introspection introspection) {
    this.introspection = introspection;
  }

  @Override
  public void handle(RoutingContext ctx) {
    Optional<String> token = BearerToken.in(ctx);
    if (token.isEmpty()) {
      unauthorized(ctx.response(), Challenge.NO_TOKEN);
      return;
    }
    introspection
        .of(token.get())
        .onSuccess(
            valid -> {
              if (valid.isEmpty()) {
                unauthorized(ctx.response(), Challenge.INVALID_TOKEN);
              } else {
                ctx.response()
                    .putHeader("X-Identity", percentEncoded(valid.get().identity()))
                    .putHeader("X-Token-Id", valid.get().tokenId().toString())
                    .end();
              }
            })
        .onFailure(ctx::fail);
  }

  private static void unauthorized(HttpServerResponse response, Challenge challenge) {
    challenge.addTo(response);
    response.setStatusCode(401).end();
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
