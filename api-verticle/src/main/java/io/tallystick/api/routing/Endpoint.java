package io.tallystick.api.routing;

import io.tallystick.event.Action;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint of the HTTP API.
 *
 * @param method the HTTP method
 * @param path the path, without a slash at the end unless it is the root. A segment such as {@code
 *     {id}} stands for any one
 * @param operationId the operation in the OpenAPI document, from which clients derive their method
 *     names; null if the endpoint is not part of the contract
 * @param action the action of a caller here; null if a refused attempt is not an audit event
 * @param handlers the handlers, which are called one after another
 */
public record Endpoint(
    HttpMethod method,
    String path,
    @Nullable String operationId,
    @Nullable Action action,
    List<Handler<RoutingContext>> handlers) {

  /**
   * Checks the path.
   *
   * @throws IllegalArgumentException if the path does not start with a slash, or ends with one and
   *     is not the root
   */
  public Endpoint {
    if (!path.startsWith("/") || (path.endsWith("/") && path.length() > 1)) {
      throw new IllegalArgumentException(
          "a path begins with a slash and ends without one: " + path);
    }
    handlers = List.copyOf(handlers);
  }

  /** An endpoint of the OpenAPI document. Its refused attempts become audit events. */
  public static Endpoint audited(
      HttpMethod method,
      String path,
      String operationId,
      Action action,
      List<Handler<RoutingContext>> handlers) {
    return new Endpoint(method, path, operationId, action, handlers);
  }

  /** A {@code GET} endpoint of the OpenAPI document. Its refused requests are not audited. */
  public static Endpoint get(String path, String operationId, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.GET, path, operationId, null, List.of(handler));
  }

  /** A page or a file that is not in the OpenAPI document. */
  public static Endpoint page(String path, Handler<RoutingContext> handler) {
    return undocumented(HttpMethod.GET, path, handler);
  }

  /** An endpoint that is not in the OpenAPI document. */
  public static Endpoint undocumented(
      HttpMethod method, String path, Handler<RoutingContext> handler) {
    return new Endpoint(method, path, null, null, List.of(handler));
  }
}
