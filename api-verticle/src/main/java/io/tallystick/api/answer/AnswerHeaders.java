package io.tallystick.api.answer;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Gives each answer the ids of its request, and headers that tell browsers to keep nothing, guess
 * no content type, and show nothing within pages of others. An endpoint may replace them.
 */
public final class AnswerHeaders implements PlatformHandler {

  private static final String IDS = RequestIds.class.getName();

  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
  private static final CharSequence SAME_ORIGIN = HttpHeaders.createOptimized("same-origin");
  private static final CharSequence NOTHING =
      HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
  private static final CharSequence CONTENT_TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence REFERRER_POLICY =
      HttpHeaders.createOptimized("Referrer-Policy");
  private static final CharSequence RESOURCE_POLICY =
      HttpHeaders.createOptimized("Cross-Origin-Resource-Policy");
  private static final CharSequence SECURITY_POLICY =
      HttpHeaders.createOptimized("Content-Security-Policy");

  private final Supplier<UUID> newId;

  /**
   * Creates a handler.
   *
   * @param newId makes the ids of requests
   */
  public AnswerHeaders(Supplier<UUID> newId) {
    this.newId = newId;
  }

  @Override
  public void handle(RoutingContext ctx) {
    idsOf(ctx);
    ctx.next();
  }

  /** The ids of a request, whose answer gets the headers if it has none yet. */
  public RequestIds idsOf(RoutingContext ctx) {
    RequestIds known = ctx.get(IDS);
    if (known != null) {
      return known;
    }
    RequestIds ids = addTo(ctx.request());
    ctx.put(IDS, ids);
    return ids;
  }

  /** Adds the headers to the answer of a request, which may not be valid HTTP. */
  public RequestIds addTo(HttpServerRequest request) {
    RequestIds ids = RequestIds.of(request.headers(), newId);
    MultiMap headers = request.response().headers();
    headers.set(RequestIds.REQUEST_ID, ids.requestId());
    headers.set(RequestIds.TRACEPARENT, ids.traceparent());
    headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
    headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.set(REFERRER_POLICY, NO_REFERRER);
    headers.set(RESOURCE_POLICY, SAME_ORIGIN);
    headers.set(SECURITY_POLICY, NOTHING);
    return ids;
  }
}
