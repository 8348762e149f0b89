package io.tallystick.api.endpoint;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /metrics}: all metrics of this node in the text format of Prometheus. */
public final class MetricsHandler implements Handler<RoutingContext> {

  // https://prometheus.io/docs/instrumenting/exposition_formats/
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final Vertx vertx;
  private final PrometheusMeterRegistry meters;

  /** Creates a handler that shows a registry. */
  public MetricsHandler(Vertx vertx, PrometheusMeterRegistry meters) {
    this.vertx = vertx;
    this.meters = meters;
  }

  @Override
  public void handle(RoutingContext ctx) {
    // Not on the event loop, since some metrics are read from the operating system.
    vertx
        .executeBlocking(() -> meters.scrape(), false)
        .onSuccess(text -> ctx.response().putHeader("Content-Type", TEXT).end(text))
        .onFailure(ctx::fail);
  }
}
