package io.tallystick.api.introspection;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the bearer token in the header {@code Authorization} (RFC 6750, section 2.1). */
public final class BearerToken {

  // RFC 9110, section 11.1: the scheme is case-insensitive.
  private static final Pattern BEARER =
      Pattern.compile("Bearer +([A-Za-z0-9._~+/-]+=*) *", Pattern.CASE_INSENSITIVE);

  private BearerToken() {}

  /** The token, which may be any text; empty if there is none, or several credentials. */
  public static Optional<String> in(RoutingContext ctx) {
    List<String> headers = ctx.request().headers().getAll("Authorization");
    if (headers.size() != 1) {
      return Optional.empty();
    }
    Matcher matcher = BEARER.matcher(headers.get(0));
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
