package io.tallystick.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.config.ApiSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Topic;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.PlatformHandler;
import java.time.InstantSource;

/** Every route there is, in the order in which a request meets them. */
final class ApiRouter {

  static final String TOKEN_PATH = "/v1/api_access_token";

  private static final String JSON = "application/json";

  private ApiRouter() {}

  static Router create(
      Vertx vertx,
      ApiSettings settings,
      TokenSettings tokens,
      String nodeName,
      InstantSource clock,
      PrometheusMeterRegistry meters,
      Draining draining) {
    Bus bus = Bus.of(vertx);
    TokenMint mint = new TokenMint(tokens.prefix(), VertxContextPRNG.current(vertx), clock);
    EventLogs eventLogs = new EventLogs(System::nanoTime);
    bus.listen(Topic.AUDIT_LAG, eventLogs::hear);
    Router router = Router.router(vertx);
    router
        .route()
        .handler(new RequestMetrics(meters))
        .handler(draining)
        .handler((PlatformHandler) ctx -> refuseLongUrl(ctx, settings.maxUrlBytes()))
        .handler(new InternalNetworkGate(settings, nodeName, mint::newId));
    router
        .post(TOKEN_PATH)
        .handler((PlatformHandler) ApiRouter::readAsJson)
        .handler(BodyHandler.create(false).setBodyLimit(settings.maxBodyBytes()))
        .handler(new IssueHandler(bus, eventLogs, mint, tokens, settings, clock));
    router.delete(TOKEN_PATH).handler(new RevokeHandler(bus, mint, settings));
    router.get("/health").handler(new HealthHandler(bus, draining));
    router.get("/live").handler(ctx -> ctx.end());
    router.get(MetricsHandler.PATH).handler(new MetricsHandler(vertx, meters));
    new Documentation(vertx).registerOn(router);
    new ErrorResponses(bus, settings.maxBodyBytes(), mint::newId, clock).registerOn(router);
    return router;
  }

  /** HTTP/2 has no request line, so its decoder does not know this bound. */
  private static void refuseLongUrl(RoutingContext ctx, int maxUrlBytes) {
    if (ctx.request().uri().length() > maxUrlBytes) {
      ctx.fail(414);
    } else {
      ctx.next();
    }
  }

  /** Whatever the caller says the body is, it is read as JSON and as nothing else. */
  private static void readAsJson(RoutingContext ctx) {
    if (!JSON.equals(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
      ctx.request().headers().set(HttpHeaders.CONTENT_TYPE, JSON);
    }
    ctx.next();
  }
}
