package io.tallystick.api;

import io.tallystick.config.ApiSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.eventbus.Bus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves HTTP. Several instances share one port, each on an event loop of its own. */
public final class ApiVerticle extends VerticleBase {

  static final String TOKEN_PATH = "/v1/api_access_token";
  private static final int IDLE_SECONDS = 75;

  private final ApiSettings settings;
  private final TokenSettings tokens;
  private final String nodeName;
  private final InstantSource clock;
  private @Nullable HttpServer server;

  /**
   * An instance that does not listen yet.
   *
   * @param nodeName stands in the events of the requests that this node takes
   * @param clock by which an expiry is past or future
   */
  public ApiVerticle(
      ApiSettings settings, TokenSettings tokens, String nodeName, InstantSource clock) {
    this.settings = settings;
    this.tokens = tokens;
    this.nodeName = nodeName;
    this.clock = clock;
  }

  /** Listens; the future fails where the port is taken or the address is not this machine's. */
  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx.eventBus());
    TokenMint mint = new TokenMint(tokens.prefix(), VertxContextPRNG.current(vertx));
    ErrorResponses errors = new ErrorResponses(bus, settings.maxBodyBytes(), mint::newId, clock);

    Router router = Router.router(vertx);
    router.route().handler(this::refuseLongUrl);
    router.route().handler(new InternalNetworkGate(settings, nodeName, mint::newId));
    router.post(TOKEN_PATH).handler(ApiVerticle::readAsJson);
    router
        .post(TOKEN_PATH)
        .handler(BodyHandler.create(false).setBodyLimit(settings.maxBodyBytes()))
        .handler(new IssueHandler(bus, mint, tokens, settings, clock));
    router.delete(TOKEN_PATH).handler(new RevokeHandler(bus, mint, settings));
    router.get("/health").handler(new HealthHandler(bus));
    new Documentation(vertx).registerOn(router);
    errors.registerOn(router);

    HttpServer made = vertx.createHttpServer(options());
    server = made;
    return made.requestHandler(router)
        .invalidRequestHandler(errors::handleInvalid)
        .listen()
        .recover(
            cause ->
                Future.failedFuture(
                    new IOException(
                        "HTTP cannot listen on %s, port %d: %s"
                            .formatted(settings.host(), settings.port(), cause.getMessage()),
                        cause)));
  }

  /** Takes no new connections, and completes when the requests under way are answered. */
  @Override
  public Future<?> stop() {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The port that is listened on; 0 before that. */
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** HTTP/2 has no request line, so its decoder does not know this bound. */
  private void refuseLongUrl(RoutingContext ctx) {
    if (ctx.request().uri().length() > settings.maxUrlBytes()) {
      ctx.fail(414);
    } else {
      ctx.next();
    }
  }

  /** Whatever the caller says the body is, it is read as JSON and as nothing else. */
  private static void readAsJson(RoutingContext ctx) {
    ctx.request().headers().set("Content-Type", "application/json");
    ctx.next();
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
