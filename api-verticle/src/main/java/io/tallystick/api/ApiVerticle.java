package io.tallystick.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.api.endpoint.Draining;
import io.tallystick.api.error.ErrorResponses;
import io.tallystick.config.ApiSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.eventbus.Bus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves HTTP. Several instances share one port, each on an event loop of its own. */
public final class ApiVerticle extends VerticleBase {

  private static final int IDLE_SECONDS = 75;

  private final ApiSettings settings;
  private final TokenSettings tokens;
  private final String nodeName;
  private final Bus bus;
  private final InstantSource clock;
  private final PrometheusMeterRegistry meters;
  private final Draining draining = new Draining();
  private @Nullable HttpServer server;

  /**
   * An instance that does not listen yet.
   *
   * @param nodeName stands in the events of the requests that this node takes
   * @param bus leads to the store
   * @param clock by which ids grow, and an expiry is past or future
   * @param meters where answers are counted, and what {@code /metrics} shows
   */
  public ApiVerticle(
      ApiSettings settings,
      TokenSettings tokens,
      String nodeName,
      Bus bus,
      InstantSource clock,
      PrometheusMeterRegistry meters) {
    this.settings = settings;
    this.tokens = tokens;
    this.nodeName = nodeName;
    this.bus = bus;
    this.clock = clock;
    this.meters = meters;
  }

  /** Listens; the future fails where the port is taken or the address is not this machine's. */
  @Override
  public Future<?> start() {
    HttpServer made = vertx.createHttpServer(options());
    server = made;
    return made.requestHandler(
            new ApiRouter(vertx, bus, settings, tokens, clock, meters, draining).create(nodeName))
        .invalidRequestHandler(ErrorResponses::handleInvalid)
        .listen()
        .recover(
            cause ->
                Future.failedFuture(
                    new IOException(
                        "HTTP cannot listen on %s, port %d: %s"
                            .formatted(settings.host(), settings.port(), cause.getMessage()),
                        cause)));
  }

  /**
   * Says that it will stop, and goes on for the time that load balancers need to hear of it; then
   * takes no new connections, and completes when the requests under way are answered.
   */
  @Override
  public Future<?> stop() {
    HttpServer listening = server;
    if (listening == null) {
      return Future.succeededFuture();
    }
    draining.begin();
    return vertx
        .timer(Math.max(1, settings.drainDelay().toMillis()), TimeUnit.MILLISECONDS)
        .compose(
            drained ->
                listening.shutdown(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS));
  }

  /** The port that is listened on; 0 before that. */
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(settings.host())
        // -1: the instances share a free port, where 0 would give each its own.
        .setPort(settings.port() == 0 ? -1 : settings.port())
        .setMaxInitialLineLength(settings.maxUrlBytes())
        .setIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setHandle100ContinueAutomatically(true);
  }
}
