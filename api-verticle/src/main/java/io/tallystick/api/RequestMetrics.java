package io.tallystick.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tallystick.api.connection.RequestDeadline;
import io.tallystick.api.routing.Endpoints;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures the time of each response, by method, path and status, and has each request watched that
 * does not end in time. The name of the metric is the usual one of Micrometer.
 *
 * <p>Lives on one event loop.
 */
final class RequestMetrics implements PlatformHandler {

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
  private final Endpoints endpoints;
  private final RequestDeadline deadline;
  // A cache, since the registry would build its key for each request.
  private final Map<Series, Timer> timers = new HashMap<>();

  RequestMetrics(MeterRegistry meters, Endpoints endpoints, RequestDeadline deadline) {
    this.meters = meters;
    this.endpoints = endpoints;
    this.deadline = deadline;
  }

  @Override
  public void handle(RoutingContext ctx) {
    long start = System.nanoTime();
    RequestDeadline.Exchange exchange = deadline.begin(ctx);
    // A response has one such handler.
    ctx.response()
        .endHandler(
            ended -> {
              exchange.end();
              timers
                  .computeIfAbsent(series(ctx.request(), ctx.response()), this::timer)
                  .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            });
    ctx.next();
  }

  private Series series(HttpServerRequest request, HttpServerResponse response) {
    return new Series(
        endpoints.methodLabel(request),
        endpoints.pathLabel(request),
        response.ended() ? Integer.toString(response.getStatusCode()) : "hung up");
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
