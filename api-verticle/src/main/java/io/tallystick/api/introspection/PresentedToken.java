package io.tallystick.api.introspection;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.request.StrictJson;
import io.tallystick.event.Defect;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameter {@code token} of a request body: a form, as RFC 7662 (section 2.1) and RFC
 * 7009 (section 2.1) have it, or an object of JSON. Other parameters, such as {@code
 * token_type_hint}, are ignored.
 */
final class PresentedToken {

  private static final String TOKEN = "token";
  private static final String JSON = "application/json";
  private static final String EXAMPLE = "{\"token\": \"…\"}";
  private static final String ADVICE =
      "send one token in the body: as the form token=…, or as "
          + EXAMPLE
          + " with the Content-Type application/json";

  private PresentedToken() {}

  /**
   * The text that was sent as the token. It may be no token at all.
   *
   * @throws RefusalException if there is none, or more than one
   */
  static String in(RoutingContext ctx) {
    String contentType = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
    List<String> tokens =
        isJson(contentType) ? inJson(ctx.body().buffer()) : inForm(ctx.request().formAttributes());
    if (tokens.size() != 1 || tokens.get(0).isEmpty()) {
      throw new RefusalException(Defect.TOKEN_MISSING, ADVICE);
    }
    return tokens.get(0);
  }

  private static boolean isJson(@Nullable String contentType) {
    return contentType != null && JSON.equalsIgnoreCase(contentType.split(";", 2)[0].strip());
  }

  /** Names of parameters are case-sensitive, and those of a {@link MultiMap} are not. */
  private static List<String> inForm(MultiMap form) {
    return form.entries().stream()
        .filter(parameter -> parameter.getKey().equals(TOKEN))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static List<String> inJson(@Nullable Buffer body) {
    try {
      return body != null
              && body.length() > 0
              && StrictJson.parse(body, EXAMPLE) instanceof JsonObject object
              && object.getValue(TOKEN) instanceof String text
          ? List.of(text)
          : List.of();
    } catch (RefusalException e) {
      // The advice says what would be right, whatever is wrong.
      return List.of();
    }
  }
}
