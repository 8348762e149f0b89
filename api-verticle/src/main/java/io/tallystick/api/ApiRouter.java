package io.tallystick.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http2.Http2Exception;
import io.tallystick.api.answer.AnswerHeaders;
import io.tallystick.api.batch.BatchHandler;
import io.tallystick.api.batch.ImportHandler;
import io.tallystick.api.browser.BrowserGuard;
import io.tallystick.api.connection.RequestDeadline;
import io.tallystick.api.endpoint.AuditLagGuard;
import io.tallystick.api.endpoint.Documentation;
import io.tallystick.api.endpoint.Draining;
import io.tallystick.api.endpoint.HealthHandler;
import io.tallystick.api.endpoint.IssueHandler;
import io.tallystick.api.endpoint.IssueRules;
import io.tallystick.api.endpoint.MetricsHandler;
import io.tallystick.api.endpoint.RevokeHandler;
import io.tallystick.api.endpoint.TokenMint;
import io.tallystick.api.error.BodyLimit;
import io.tallystick.api.error.ErrorResponses;
import io.tallystick.api.error.MalformedRequests;
import io.tallystick.api.error.RefusalOutbox;
import io.tallystick.api.error.RefusedAttempts;
import io.tallystick.api.feed.RevocationFeed;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.idempotency.Idempotency;
import io.tallystick.api.idempotency.ServerKeys;
import io.tallystick.api.introspection.AuthorizeHandler;
import io.tallystick.api.introspection.IntrospectHandler;
import io.tallystick.api.introspection.Introspection;
import io.tallystick.api.introspection.RevocationHandler;
import io.tallystick.api.operator.KnownCallers;
import io.tallystick.api.operator.Operators;
import io.tallystick.api.rate.RateLimits;
import io.tallystick.api.request.IssueRequest;
import io.tallystick.api.routing.Endpoint;
import io.tallystick.api.routing.Endpoints;
import io.tallystick.api.tokens.ListHandler;
import io.tallystick.api.tokens.RevokeAllHandler;
import io.tallystick.api.tokens.RevokeByIdHandler;
import io.tallystick.api.tokens.RotateHandler;
import io.tallystick.api.tokens.ShowHandler;
import io.tallystick.config.ApiSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.event.Action;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.IssueTerms;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.PlatformHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints, and the handlers that each request passes before it reaches its endpoint. */
final class ApiRouter {

  /** The path at which tokens are issued and revoked. */
  static final String TOKEN_PATH = "/v1/api_access_token";

  private static final Logger LOG = LoggerFactory.getLogger(ApiRouter.class);
  private static final String TOKENS_PATH = "/v1/tokens";
  private static final String TOKEN_BY_ID_PATH = TOKENS_PATH + "/{id}";
  private static final String AUTHORIZE_PATH = "/v1/authorize";
  private static final String JSON = "application/json";

  private final Vertx vertx;
  private final Bus bus;
  private final ApiSettings settings;
  private final TokenSettings tokens;
  private final InstantSource clock;
  private final PrometheusMeterRegistry meters;
  private final Draining draining;
  private final IssueTerms terms;
  private final TokenMint mint;
  private final AnswerHeaders answerHeaders;
  private final MalformedRequests malformed;
  private final RefusedAttempts refusedAttempts;
  private final RateLimits limits;
  private final RevocationFeed feed;
  private final Idempotency idempotency;

  ApiRouter(
      Vertx vertx,
      Bus bus,
      ApiSettings settings,
      TokenSettings tokens,
      InstantSource clock,
      PrometheusMeterRegistry meters,
      Draining draining,
      RefusalOutbox refusals,
      RevocationFeed feed,
      ServerKeys serverKeys) {
    this.vertx = vertx;
    this.bus = bus;
    this.settings = settings;
    this.tokens = tokens;
    this.clock = clock;
    this.meters = meters;
    this.draining = draining;
    this.feed = feed;
    this.limits = RateLimits.shared(vertx, settings);
    VertxContextPRNG random = VertxContextPRNG.current(vertx);
    this.mint = new TokenMint(tokens.prefix(), random, clock);
    this.terms = IssueRequest.terms(tokens, settings.strictBody());
    this.idempotency = new Idempotency(bus, serverKeys, terms, random, clock, settings);
    this.answerHeaders = new AnswerHeaders(mint::newId);
    this.malformed = new MalformedRequests(meters, System::nanoTime);
    this.refusedAttempts = new RefusedAttempts(refusals, mint::newId, clock);
  }

  /** All endpoints, with one entry for each. All that depends on an endpoint uses this list. */
  Endpoints endpoints() {
    Introspection introspection = new Introspection(bus, settings);
    Operators operators = new Operators(introspection, settings);
    IssueRules rules = issueRules();
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.add(
        Endpoint.audited(
            HttpMethod.POST,
            TOKEN_PATH,
            "create_api_access_token_v1_api_access_token_post",
            Action.ISSUE,
            List.of(
                (PlatformHandler) ApiRouter::readAsJson,
                BodyHandler.create(false).setBodyLimit(settings.maxBodyBytes()),
                new IssueHandler(
                    bus, rules, mint, terms, settings, operators, limits, idempotency, clock))));
    endpoints.add(
        Endpoint.audited(
            HttpMethod.DELETE,
            TOKEN_PATH,
            "revoke_api_access_token_v1_api_access_token_delete",
            Action.REVOKE,
            List.of(new RevokeHandler(bus, mint, settings))));
    endpoints.addAll(introspectionEndpoints(introspection));
    endpoints.addAll(operatorEndpoints(operators, rules));
    endpoints.addAll(batches(operators, rules));
    endpoints.add(Endpoint.get("/health", "health_health_get", new HealthHandler(bus, draining)));
    endpoints.add(Endpoint.get("/live", "live_live_get", RoutingContext::end));
    endpoints.add(
        Endpoint.get("/metrics", "metrics_metrics_get", new MetricsHandler(vertx, meters)));
    endpoints.addAll(new Documentation(vertx).pages());
    return new Endpoints(endpoints);
  }

  private IssueRules issueRules() {
    AuditLagGuard auditLag = new AuditLagGuard(System::nanoTime);
    bus.listen(Topic.AUDIT_LAG, auditLag::update);
    return new IssueRules(settings.tls().actors(), auditLag);
  }

  /** Many tokens in one request of an operator. */
  private List<Endpoint> batches(Operators operators, IssueRules rules) {
    return List.of(
        Endpoint.audited(
            HttpMethod.POST,
            "/v1/tokens/batch",
            "batch_v1_tokens_batch_post",
            Action.ISSUE,
            withLongBody(
                operators,
                new BatchHandler(
                    bus, rules, mint, settings, limits, idempotency, refusedAttempts))),
        Endpoint.audited(
            HttpMethod.POST,
            "/v1/tokens/import",
            "import_tokens_v1_tokens_import_post",
            Action.IMPORT,
            withLongBody(
                operators,
                new ImportHandler(
                    bus, rules, mint::newId, tokens, settings, refusedAttempts, clock))));
  }

  private List<Handler<RoutingContext>> withLongBody(
      Operators operators, Handler<RoutingContext> handler) {
    return List.of(
        (PlatformHandler) ApiRouter::readAsJson,
        new BodyLimit(settings.maxBatchBytes()),
        BodyHandler.create(false).setBodyLimit(settings.maxBatchBytes()),
        limits::limitPeer,
        operators,
        handler);
  }

  /** What those ask who get a token from somebody. */
  private List<Endpoint> introspectionEndpoints(Introspection introspection) {
    // The query is not read, so it is not merged with the form either.
    BodyHandler body =
        BodyHandler.create(false)
            .setBodyLimit(settings.maxBodyBytes())
            .setMergeFormAttributes(false);
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.add(
        new Endpoint(
            HttpMethod.POST,
            "/v1/introspect",
            "introspect_v1_introspect_post",
            null,
            guarded(introspection, List.of(body, new IntrospectHandler(introspection)))));
    endpoints.add(
        Endpoint.audited(
            HttpMethod.POST,
            "/v1/revoke",
            "revoke_v1_revoke_post",
            Action.REVOKE,
            List.of(
                body,
                new RevocationHandler(
                    introspection, bus, mint::newId, refusedAttempts, settings))));
    endpoints.add(
        new Endpoint(
            HttpMethod.GET,
            "/v1/revocations",
            "revocations_v1_revocations_get",
            null,
            guarded(introspection, List.of(feed))));
    // Whoever asks here shows a token of its own, the one that it asks about.
    AuthorizeHandler authorize = new AuthorizeHandler(introspection);
    endpoints.add(Endpoint.get(AUTHORIZE_PATH, "authorize_v1_authorize_get", authorize));
    // Gateways may keep the method of the request that they ask about.
    HttpMethod.values().stream()
        .filter(method -> !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD))
        .map(method -> Endpoint.undocumented(method, AUTHORIZE_PATH, authorize))
        .forEach(endpoints::add);
    return endpoints;
  }

  /** The handlers, with a guard before the last one if callers must prove who they are. */
  private List<Handler<RoutingContext>> guarded(
      Introspection introspection, List<Handler<RoutingContext>> handlers) {
    List<Handler<RoutingContext>> all = new ArrayList<>(handlers);
    if (settings.introspectAuthRequired()) {
      all.add(all.size() - 1, new KnownCallers(introspection));
    }
    return all;
  }

  /** What operators do with tokens of which they have only the ids. */
  private List<Endpoint> operatorEndpoints(Operators operators, IssueRules rules) {
    return List.of(
        new Endpoint(
            HttpMethod.GET,
            TOKENS_PATH,
            "list_tokens_v1_tokens_get",
            null,
            List.of(operators, new ListHandler(bus, settings, tokens, clock))),
        new Endpoint(
            HttpMethod.GET,
            TOKEN_BY_ID_PATH,
            "show_token_v1_tokens_id_get",
            null,
            List.of(operators, new ShowHandler(bus, settings))),
        Endpoint.audited(
            HttpMethod.DELETE,
            TOKENS_PATH,
            "revoke_all_tokens_v1_tokens_delete",
            Action.REVOKE_ALL,
            List.of(
                limits::limitPeer, new RevokeAllHandler(bus, operators, mint::newId, settings))),
        Endpoint.audited(
            HttpMethod.DELETE,
            TOKEN_BY_ID_PATH,
            "revoke_token_v1_tokens_id_delete",
            Action.REVOKE,
            List.of(
                limits::limitPeer, operators, new RevokeByIdHandler(bus, mint::newId, settings))),
        Endpoint.audited(
            HttpMethod.POST,
            TOKEN_BY_ID_PATH + "/rotate",
            "rotate_token_v1_tokens_id_rotate_post",
            Action.ISSUE,
            List.of(
                (PlatformHandler) ApiRouter::readAsJson,
                BodyHandler.create(false).setBodyLimit(settings.maxBodyBytes()),
                limits::limitPeer,
                operators,
                new RotateHandler(bus, rules, mint, terms, settings, limits, idempotency, clock))));
  }

  /** Has a server answer requests on one event loop. */
  void serve(HttpServer server, String nodeName) {
    Endpoints endpoints = endpoints();
    InternalNetworkGate gate = new InternalNetworkGate(settings, nodeName, answerHeaders);
    ErrorResponses errors =
        new ErrorResponses(endpoints, refusedAttempts, gate, malformed, settings.maxBodyBytes());
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            new RequestMetrics(
                meters, endpoints, new RequestDeadline(vertx, settings.requestTimeout())))
        .handler(answerHeaders)
        .handler(draining)
        .handler((PlatformHandler) this::refuseLongUrl)
        .handler(gate)
        .handler((SecurityPolicyHandler) ApiRouter::refuseSecondHost)
        .handler(new BrowserGuard(settings));
    router.route(TOKEN_PATH).handler(limits::limitPeer);
    router.route("/v1/revoke").handler(limits::limitPeer);
    endpoints.addTo(router);
    errors.registerOn(router);
    server
        .requestHandler(router)
        .invalidRequestHandler(
            request -> {
              answerHeaders.addTo(request);
              errors.handleInvalid(request);
            })
        .connectionHandler(this::watch);
  }

  /**
   * Without this, each fault of a connection would be a line of the log. Faults of HTTP/1 reach the
   * requests too, and are counted there.
   */
  private void watch(HttpConnection connection) {
    connection.exceptionHandler(
        fault -> {
          if (fault instanceof Http2Exception) {
            malformed.add(connection.remoteAddress(), fault);
          } else {
            LOG.debug("A connection failed", fault);
          }
        });
  }

  /**
   * RFC 9112, section 3.2: a proxy could choose another of them than this service. The server
   * itself refuses a request of HTTP/1.1 without any.
   */
  private static void refuseSecondHost(RoutingContext ctx) {
    if (ctx.request().headers().getAll(HttpHeaders.HOST).size() > 1) {
      ctx.fail(400);
    } else {
      ctx.next();
    }
  }

  /** The server enforces this limit only for HTTP/1, since HTTP/2 has no request line. */
  private void refuseLongUrl(RoutingContext ctx) {
    if (ctx.request().uri().length() > settings.maxUrlBytes()) {
      ctx.fail(414);
    } else {
      ctx.next();
    }
  }

  /** Bodies are read as JSON even if their content type is another one. */
  private static void readAsJson(RoutingContext ctx) {
    if (!JSON.equals(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
      ctx.request().headers().set(HttpHeaders.CONTENT_TYPE, JSON);
    }
    ctx.next();
  }
}
