package io.tallystick.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.api.endpoint.Draining;
import io.tallystick.api.error.RefusalOutbox;
import io.tallystick.api.feed.RevocationFeed;
import io.tallystick.api.idempotency.ServerKeys;
import io.tallystick.api.routing.Endpoint;
import io.tallystick.config.Settings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.MessageCodecs;
import io.tallystick.eventbus.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.junit5.Checkpoint;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The HTTP side alone: what callers see when the store does not do its part. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 2, timeUnit = TimeUnit.MINUTES)
class ApiVerticleTest {

  // With these, no answer is 503 only because the machine is busy.
  private static final Settings SETTINGS =
      Settings.of(Map.of("api.port", "0", "api.instances", "1", "api.request-timeout", "2m"));
  private static final Settings IMPATIENT =
      Settings.of(Map.of("api.port", "0", "api.instances", "1", "api.request-timeout", "300ms"));

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private ApiVerticle api;

  @BeforeEach
  void start(Vertx vertx, VertxTestContext test) {
    MessageCodecs.register(vertx.eventBus());
    api = verticle(vertx, SETTINGS);
    vertx.deployVerticle(api).onComplete(test.succeedingThenComplete());
  }

  private ApiVerticle verticle(Vertx vertx, Settings settings) {
    return new ApiVerticle(
        settings.api(),
        settings.tokens(),
        "node-1",
        Bus.local(vertx),
        InstantSource.system(),
        meters,
        settings.api().requestTimeout(),
        ServerKeys.NONE);
  }

  @Test
  void withoutAStoreItAsksToTryAgain(Vertx vertx, VertxTestContext test) {
    issue(vertx)
        .onComplete(
            test.succeeding(
                response ->
                    test.verify(() -> assertUnavailable(response, "it may have done this", test))));
  }

  @Test
  void aStoreThatDoesNotAnswerIsWaitedForThatLongAndNoLonger(Vertx vertx, VertxTestContext test) {
    Bus.local(vertx).answer(Address.ISSUE, message -> Future.future(never -> {}));
    api = verticle(vertx, IMPATIENT);
    long start = System.nanoTime();

    // The patient one would take every second request.
    Future.all(vertx.deploymentIDs().stream().map(vertx::undeploy).toList())
        .compose(undeployed -> vertx.deployVerticle(api))
        .compose(deployed -> issue(vertx))
        .onComplete(
            test.succeeding(
                response ->
                    test.verify(
                        () -> {
                          assertThat(Duration.ofNanos(System.nanoTime() - start))
                              .isGreaterThan(Duration.ofMillis(290));
                          assertUnavailable(response, "it may have done this", test);
                        })));
  }

  @Test
  void aFullStoreAsksToTryAgain(Vertx vertx, VertxTestContext test) {
    Bus.local(vertx)
        .answer(Address.ISSUE, message -> Future.failedFuture(Failure.OVERLOADED.exception()));

    issue(vertx)
        .onComplete(
            test.succeeding(
                response ->
                    test.verify(
                        () -> {
                          assertUnavailable(response, "not begun", test);
                        })));
  }

  @Test
  void aDefectIsAnErrorThatTellsNothing(Vertx vertx, VertxTestContext test) {
    Bus.local(vertx)
        .answer(
            Address.ISSUE,
            message -> {
              throw new IllegalStateException("select * from secrets");
            });

    issue(vertx)
        .onComplete(
            test.succeeding(
                response ->
                    test.verify(
                        () -> {
                          assertThat(response.statusCode()).isEqualTo(500);
                          assertThat(response.bodyAsString())
                              .isEqualTo("{\"detail\":\"Internal Server Error\"}");
                          test.completeNow();
                        })));
  }

  @Test
  void theStoreIsToldOfACallerWhoHangsUpAndThatIsCounted(Vertx vertx, VertxTestContext test) {
    Bus bus = Bus.local(vertx);
    List<UUID> asked = new CopyOnWriteArrayList<>();
    Checkpoint hungUp = test.checkpoint();
    Checkpoint counted = test.laxCheckpoint();
    bus.listen(
        Topic.REQUEST_ABANDONED,
        message ->
            test.verify(
                () -> {
                  assertThat(asked).containsExactly(message.eventId());
                  hungUp.flag();
                }));
    vertx.setPeriodic(
        10,
        timer -> {
          if (meters.find("http.server.requests").tag("status", "hung up").timer() != null) {
            counted.flag();
          }
        });
    NetClient caller = vertx.createNetClient();
    bus.answer(
        Address.ISSUE,
        message -> {
          asked.add(message.event().tokenId());
          caller.close();
          return Future.future(never -> {});
        });
    String body = "{\"identity\": \"billing\"}";

    caller
        .connect(api.port(), "127.0.0.1")
        .onComplete(
            test.succeeding(
                socket ->
                    socket.write(
                        "POST %s HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(ApiRouter.TOKEN_PATH, body.length(), body))));
  }

  @Test
  void withoutItsNeighboursItIsNotHealthy(Vertx vertx, VertxTestContext test) {
    WebClient.create(vertx)
        .get(api.port(), "127.0.0.1", "/health")
        .send()
        .onComplete(
            test.succeeding(
                response ->
                    test.verify(
                        () -> {
                          assertThat(response.statusCode()).isEqualTo(503);
                          assertThat(response.bodyAsJsonObject().getString("status"))
                              .isEqualTo("unavailable");
                          test.completeNow();
                        })));
  }

  @Test
  void theContractHasEveryEndpointAndNoOther(Vertx vertx, VertxTestContext test) throws Exception {
    Set<String> listed = new TreeSet<>();
    for (Endpoint endpoint :
        new ApiRouter(
                vertx,
                Bus.local(vertx),
                SETTINGS.api(),
                SETTINGS.tokens(),
                InstantSource.system(),
                meters,
                new Draining(),
                new RefusalOutbox(vertx, Bus.local(vertx), meters),
                new RevocationFeed(vertx, Bus.local(vertx), SETTINGS.api(), meters),
                ServerKeys.NONE)
            .endpoints()
            .all()) {
      if (endpoint.operationId() != null) {
        listed.add(endpoint.method() + " " + endpoint.path() + " " + endpoint.operationId());
      }
    }
    Set<String> documented = new TreeSet<>();
    JsonObject paths = openApi().getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      JsonObject methods = paths.getJsonObject(path);
      for (String method : methods.fieldNames()) {
        String id = methods.getJsonObject(method).getString("operationId");
        documented.add(method.toUpperCase(Locale.ROOT) + " " + path + " " + id);
      }
    }

    assertThat(documented).isNotEmpty().isEqualTo(listed);
    test.completeNow();
  }

  @Test
  void generatedClientsFindTheirOperationsByTheOldNames(VertxTestContext test) throws Exception {
    JsonObject path = openApi().getJsonObject("paths").getJsonObject("/v1/api_access_token");

    assertThat(path.getJsonObject("post").getString("operationId"))
        .isEqualTo("create_api_access_token_v1_api_access_token_post");
    assertThat(path.getJsonObject("post").getJsonObject("requestBody").getBoolean("required"))
        .isFalse();
    assertThat(path.getJsonObject("delete").getString("operationId"))
        .isEqualTo("revoke_api_access_token_v1_api_access_token_delete");
    assertThat(path.getJsonObject("delete").getJsonArray("tags")).containsExactly("Tokens");
    test.completeNow();
  }

  private static JsonObject openApi() throws Exception {
    try (InputStream in = ApiVerticle.class.getResourceAsStream("openapi.json")) {
      return new JsonObject(Buffer.buffer(in.readAllBytes()));
    }
  }

  private Future<HttpResponse<Buffer>> issue(Vertx vertx) {
    return WebClient.create(vertx)
        .post(api.port(), "127.0.0.1", ApiRouter.TOKEN_PATH)
        .sendBuffer(Buffer.buffer("{\"identity\": \"billing\"}"));
  }

  private static String detail(HttpResponse<Buffer> response) {
    return response.bodyAsJsonObject().getString("detail");
  }

  private static void assertUnavailable(
      HttpResponse<Buffer> response, String detail, VertxTestContext test) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.getHeader("Retry-After")).isEqualTo("1");
    assertThat(detail(response)).contains(detail);
    test.completeNow();
  }
}
