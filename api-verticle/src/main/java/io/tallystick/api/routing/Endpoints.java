package io.tallystick.api.routing;

import io.tallystick.event.Action;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All endpoints of the service. Routes, metric labels and headers are derived from them. */
public final class Endpoints {

  private static final String OTHER = "other";
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  private final List<Endpoint> all;
  private final Map<String, Endpoint> byMethodAndPath = new HashMap<>();
  private final Set<String> methods;
  private final Set<String> paths;
  private final Set<String> documentedPaths;
  private final Map<String, Pattern> templates;

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
    this.methods =
        Stream.concat(
                all.stream()
                    .filter(endpoint -> endpoint.operationId() != null)
                    .flatMap(Endpoints::methods),
                Stream.of(HttpMethod.OPTIONS.name()))
            .collect(Collectors.toSet());
    this.paths = all.stream().map(Endpoint::path).collect(Collectors.toSet());
    this.documentedPaths =
        all.stream()
            .filter(endpoint -> endpoint.operationId() != null)
            .map(Endpoint::path)
            .collect(Collectors.toSet());
    this.templates =
        paths.stream()
            .filter(path -> path.contains("{"))
            .collect(
                Collectors.toMap(
                    path -> path,
                    path -> Pattern.compile(PARAMETER.matcher(path).replaceAll("[^/]+"))));
  }

  /** All endpoints, in the order of the list; unmodifiable. */
  public List<Endpoint> all() {
    return all;
  }

  /**
   * Adds a route for each endpoint, and before them one for {@code OPTIONS} of all that do not
   * answer it themselves.
   */
  public void addTo(Router router) {
    // For all methods: otherwise each path would seem to exist, and unknown ones would get 405.
    router.route().handler(this::answerOptions);
    for (Endpoint endpoint : all) {
      Route route = router.route(PARAMETER.matcher(endpoint.path()).replaceAll(":$1"));
      methods(endpoint).map(HttpMethod::valueOf).forEach(route::method);
      endpoint.handlers().forEach(route::handler);
    }
  }

  /** RFC 9110, section 9.3.7. */
  private void answerOptions(RoutingContext ctx) {
    String path = ctx.request().method().equals(HttpMethod.OPTIONS) ? path(ctx) : "";
    boolean asksForMethods =
        !path.isEmpty()
            && !byMethodAndPath.containsKey(key(HttpMethod.OPTIONS.name(), known(path)));
    String allowed = asksForMethods ? allowed(path) : "";
    if (allowed.isEmpty()) {
      ctx.next();
    } else {
      ctx.response().setStatusCode(204).putHeader(HttpHeaders.ALLOW, allowed).end();
    }
  }

  /** The normalized path of a request; empty if its escapes are broken. */
  public static String path(RoutingContext ctx) {
    try {
      return ctx.normalizedPath();
    } catch (RuntimeException e) {
      return "";
    }
  }

  /** RFC 9110, section 9.3.2: {@code HEAD} is answered like {@code GET}, without the content. */
  private static Stream<String> methods(Endpoint endpoint) {
    String method = endpoint.method().name();
    return endpoint.method().equals(HttpMethod.GET)
        ? Stream.of(method, HttpMethod.HEAD.name())
        : Stream.of(method);
  }

  /**
   * The methods of a path, for the header {@code Allow} (RFC 9110, section 10.2.1); empty if the
   * path has none.
   *
   * @param path with or without a slash at the end, since the router accepts both
   */
  public String allowed(String path) {
    String known = known(path);
    Set<String> allowed =
        all.stream()
            .filter(endpoint -> endpoint.path().equals(known))
            .flatMap(Endpoints::methods)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (!allowed.isEmpty()) {
      allowed.add(HttpMethod.OPTIONS.name());
    }
    return String.join(", ", allowed);
  }

  /**
   * The action of a request; empty if a refusal of the request is not an audit event.
   *
   * @param path with or without a slash at the end, since the router accepts both
   */
  public Optional<Action> action(String method, String path) {
    return Optional.ofNullable(byMethodAndPath.get(key(method, known(path)))).map(Endpoint::action);
  }

  /** The method as a metric label. Unknown methods become "other", so that labels stay few. */
  public String methodLabel(HttpServerRequest request) {
    String method = request.method().name();
    return methods.contains(method) ? method : OTHER;
  }

  /** The path as a metric label. Paths outside the OpenAPI document become "other". */
  public String pathLabel(HttpServerRequest request) {
    String path = request.path();
    if (path == null || documentedPaths.contains(path)) {
      return path == null ? OTHER : path;
    }
    return template(path).orElse(OTHER);
  }

  /** The path of the endpoints that a path leads to; itself if there are none. */
  private String known(String path) {
    String known = withoutLastSlash(path);
    return paths.contains(known) ? known : template(known).orElse(known);
  }

  private Optional<String> template(String path) {
    return templates.entrySet().stream()
        .filter(template -> template.getValue().matcher(path).matches())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static String withoutLastSlash(String path) {
    return path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
  }

  private static String key(String method, String path) {
    return method + " " + path;
  }
}
