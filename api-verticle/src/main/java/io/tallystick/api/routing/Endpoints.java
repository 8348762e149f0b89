package io.tallystick.api.routing;

import io.tallystick.event.Action;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All endpoints of the service. Routes, metric labels and headers are derived from them. */
public final class Endpoints {

  private static final String OTHER = "other";

  private final List<Endpoint> all;
  private final Map<String, Endpoint> byMethodAndPath = new HashMap<>();
  private final Set<String> methods;
  private final Set<String> documentedPaths;

  /**
   * Creates the list.
   *
   * @throws IllegalArgumentException if two have the same method and path
   */
  public Endpoints(List<Endpoint> all) {
    this.all = List.copyOf(all);
    for (Endpoint endpoint : all) {
      if (byMethodAndPath.put(key(endpoint.method().name(), endpoint.path()), endpoint) != null) {
        throw new IllegalArgumentException(endpoint.path() + " has two handlers for one method");
      }
    }
    this.methods = all.stream().map(e -> e.method().name()).collect(Collectors.toSet());
    this.documentedPaths =
        all.stream()
            .filter(endpoint -> endpoint.operationId() != null)
            .map(Endpoint::path)
            .collect(Collectors.toSet());
  }

  /** All endpoints, in the order of the list; unmodifiable. */
  public List<Endpoint> all() {
    return all;
  }

  /** Adds a route for each endpoint. */
  public void addTo(Router router) {
    for (Endpoint endpoint : all) {
      Route route = router.route(endpoint.method(), endpoint.path());
      endpoint.handlers().forEach(route::handler);
    }
  }

  /**
   * The methods of a path, for the header {@code Allow} (RFC 9110, section 10.2.1); empty if the
   * path has none.
   *
   * @param path with or without a slash at the end, since the router accepts both
   */
  public String allowed(String path) {
    Set<String> allowed = new LinkedHashSet<>();
    for (Endpoint endpoint : all) {
      if (endpoint.path().equals(withoutLastSlash(path))) {
        allowed.add(endpoint.method().name());
      }
    }
    return String.join(", ", allowed);
  }

  /**
   * The action of a request; empty if a refusal of the request is not an audit event.
   *
   * @param path with or without a slash at the end, since the router accepts both
   */
  public Optional<Action> action(String method, String path) {
    return Optional.ofNullable(byMethodAndPath.get(key(method, withoutLastSlash(path))))
        .map(Endpoint::action);
  }

  /** The method as a metric label. Unknown methods become "other", so that labels stay few. */
  public String methodLabel(HttpServerRequest request) {
    String method = request.method().name();
    return methods.contains(method) ? method : OTHER;
  }

  /** The path as a metric label. Paths outside the OpenAPI document become "other". */
  public String pathLabel(HttpServerRequest request) {
    String path = request.path();
    return path != null && documentedPaths.contains(path) ? path : OTHER;
  }

  private static String withoutLastSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static String key(String method, String path) {
    return method + " " + path;
  }
}
