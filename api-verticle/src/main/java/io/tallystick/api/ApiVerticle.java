package io.tallystick.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.api.endpoint.Draining;
import io.tallystick.api.error.RefusalOutbox;
import io.tallystick.api.feed.RevocationFeed;
import io.tallystick.api.idempotency.ServerKeys;
import io.tallystick.api.tls.RenewedTls;
import io.tallystick.config.ApiSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.config.value.TlsFiles;
import io.tallystick.eventbus.Bus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves HTTP. Several instances share one port. Each instance has its own event loop. */
public final class ApiVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(ApiVerticle.class);
  private static final int IDLE_SECONDS = 75;
  private static final Duration MIN_HAND_OVER = Duration.ofMillis(500);

  private final ApiSettings settings;
  private final TokenSettings tokens;
  private final String nodeName;
  private final Bus bus;
  private final InstantSource clock;
  private final PrometheusMeterRegistry meters;
  private final Duration stopTimeout;
  private final ServerKeys serverKeys;
  private final Draining draining = new Draining();
  private @Nullable HttpServer server;
  private @Nullable RefusalOutbox refusals;
  private @Nullable RevocationFeed feed;

  /**
   * Creates an instance that does not listen yet.
   *
   * @param nodeName the name of this node, which is part of the events of its requests
   * @param bus the bus to the store
   * @param clock the time for new ids and for checking an expiry
   * @param meters the registry that counts responses, and that {@code /metrics} shows
   * @param stopTimeout the time that requests under way get to end while it stops, after the drain
   *     delay; then their connections are closed
   * @param serverKeys with which it derives answers to requests that are sent again
   */
  public ApiVerticle(
      ApiSettings settings,
      TokenSettings tokens,
      String nodeName,
      Bus bus,
      InstantSource clock,
      PrometheusMeterRegistry meters,
      Duration stopTimeout,
      ServerKeys serverKeys) {
    this.settings = settings;
    this.tokens = tokens;
    this.nodeName = nodeName;
    this.bus = bus;
    this.clock = clock;
    this.meters = meters;
    this.stopTimeout = stopTimeout;
    this.serverKeys = serverKeys;
  }

  /**
   * Listens for connections. The future fails with an {@link IOException} if the port is in use, or
   * if the address is not an address of this machine, or if the files for TLS cannot be used.
   */
  @Override
  public Future<?> start() {
    TlsFiles files = settings.tls().files();
    if (files == null) {
      return listen(options());
    }
    RenewedTls tls = new RenewedTls(vertx, files, settings.tls().clientAuthentication(), clock);
    return tls.applyTo(options()).compose(this::listen).onSuccess(tls::watch);
  }

  private Future<HttpServer> listen(HttpServerOptions options) {
    HttpServer created = vertx.createHttpServer(options);
    server = created;
    RefusalOutbox outbox = new RefusalOutbox(vertx, bus, meters);
    refusals = outbox;
    RevocationFeed revocations = new RevocationFeed(vertx, bus, settings, meters);
    feed = revocations;
    new ApiRouter(
            vertx, bus, settings, tokens, clock, meters, draining, outbox, revocations, serverKeys)
        .serve(created, nodeName);
    return created
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
   * Stops in two phases. For the drain delay, it still accepts requests, but {@code /health}
   * answers 503, so that load balancers choose other nodes. Then it ends the feeds of revocations,
   * accepts no new connections, and completes when all requests are answered and refused attempts
   * are handed to an event log, or after the stop timeout.
   */
  @Override
  public Future<?> stop() {
    HttpServer listening = server;
    if (listening == null) {
      return Future.succeededFuture();
    }
    draining.start();
    return vertx
        .timer(Math.max(1, settings.drainDelay().toMillis()), TimeUnit.MILLISECONDS)
        .compose(drained -> finishRequests(listening));
  }

  private Future<?> finishRequests(HttpServer listening) {
    long begun = System.nanoTime();
    if (feed != null) {
      feed.close();
    }
    return listening
        .shutdown(stopTimeout.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(
            closed -> {
              if (System.nanoTime() - begun >= stopTimeout.toNanos()) {
                LOG.warn(
                    "Requests were still under way {} ms after this node had stopped to accept new"
                        + " ones; their connections were closed",
                    stopTimeout.toMillis());
              }
            })
        .eventually(() -> handOverRefusals(stopTimeout.minusNanos(System.nanoTime() - begun)));
  }

  private Future<?> handOverRefusals(Duration left) {
    RefusalOutbox outbox = refusals;
    return outbox == null
        ? Future.succeededFuture()
        : outbox.close(left.compareTo(MIN_HAND_OVER) < 0 ? MIN_HAND_OVER : left);
  }

  /** The TCP port on which this instance listens; 0 before it listens. */
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(settings.host())
        // With -1, all instances share one free port. With 0, each would get its own.
        .setPort(settings.port() == 0 ? -1 : settings.port())
        .setMaxInitialLineLength(settings.maxUrlBytes())
        .setIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        // The length of the body is limited anyway.
        .setMaxFormAttributeSize(-1)
        .setMaxFormFields(-1)
        .setMaxFormBufferedBytes(-1)
        .setHandle100ContinueAutomatically(true);
  }
}
