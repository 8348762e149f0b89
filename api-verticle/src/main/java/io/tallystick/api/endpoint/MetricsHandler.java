package io.tallystick.api.endpoint;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /metrics}: all metrics of this node in the text format of Prometheus. Requests that
 * come at about the same time share one text, so that many of them do not fill the memory.
 *
 * <p>Lives on one event loop.
 */
public final class MetricsHandler implements Handler<RoutingContext> {

  // https://prometheus.io/docs/instrumenting/exposition_formats/
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final long SHARED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Vertx vertx;
  private final PrometheusMeterRegistry meters;
  private @Nullable Future<Buffer> text;
  private long begun;

  /** Creates a handler that shows a registry. */
  public MetricsHandler(Vertx vertx, PrometheusMeterRegistry meters) {
    this.vertx = vertx;
    this.meters = meters;
  }

  @Override
  public void handle(RoutingContext ctx) {
    text()
        .onSuccess(
            bytes ->
                Parts.send(
                    bytes,
                    ctx.response()
                        .putHeader("Content-Type", TEXT)
                        .putHeader("Content-Length", Integer.toString(bytes.length()))))
        .onFailure(ctx::fail);
  }

  private Future<Buffer> text() {
    Future<Buffer> known = text;
    if (known == null || System.nanoTime() - begun > SHARED_NANOS) {
      begun = System.nanoTime();
      // Not on the event loop, since some metrics are read from the operating system.
      known = vertx.executeBlocking(() -> Buffer.buffer(meters.scrape()), false);
      text = known;
    }
    return known;
  }
}
