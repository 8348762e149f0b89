package io.tallystick.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Times every answer, by its method, path and status, under the name that other servers use too.
 *
 * <p>Lives on one event loop.
 */
final class RequestMetrics implements PlatformHandler {

  private static final Set<String> METHODS = Set.of("GET", "POST", "DELETE");
  // Callers may ask for any path; only these have a series of their own.
  private static final Set<String> PATHS =
      Set.of(ApiRouter.TOKEN_PATH, "/health", "/live", MetricsHandler.PATH);
  private static final String OTHER = "other";
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private record Series(String method, String path, String status) {}

  private final MeterRegistry meters;
  // The registry would make its key anew for each request.
  private final Map<Series, Timer> timers = new HashMap<>();

  RequestMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void handle(RoutingContext ctx) {
    long start = System.nanoTime();
    ctx.response()
        .endHandler(
            ended ->
                timers
                    .computeIfAbsent(series(ctx.request(), ctx.response()), this::timer)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS));
    ctx.next();
  }

  private static Series series(HttpServerRequest request, HttpServerResponse response) {
    return new Series(
        known(METHODS, request.method().name()),
        known(PATHS, request.path()),
        response.ended() ? Integer.toString(response.getStatusCode()) : "hung up");
  }

  private static String known(Set<String> names, String name) {
    return names.contains(name) ? name : OTHER;
  }

  private Timer timer(Series series) {
    return Timer.builder("http.server.requests")
        .description("Answers, and the seconds until each")
        .tag("method", series.method())
        .tag("uri", series.path())
        .tag("status", series.status())
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }
}
