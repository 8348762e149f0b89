package io.tallystick.api.endpoint;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /metrics}: all that this node measures, in Prometheus' text format. */
public final class MetricsHandler implements Handler<RoutingContext> {

  // https://prometheus.io/docs/instrumenting/exposition_formats/
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final Vertx vertx;
  private final PrometheusMeterRegistry meters;

  public MetricsHandler(Vertx vertx, PrometheusMeterRegistry meters) {
    this.vertx = vertx;
    this.meters = meters;
  }

  @Override
  public void handle(RoutingContext ctx) {
    // Off the event loop: some of it is read from the operating system.
    vertx
        .executeBlocking(() -> meters.scrape(), false)
        .onSuccess(text -> ctx.response().putHeader("Content-Type", TEXT).end(text))
        .onFailure(ctx::fail);
  }
}
