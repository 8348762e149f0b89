package io.tallystick.launcher;

import static io.tallystick.launcher.Service.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.launcher.node.IdempotencyKeyFile;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that is sent again with its Idempotency-Key gets the same token. */
class IdempotencyTest {

  private static final String BODY = "{\"identity\": \"billing\", \"expires_in\": 3600}";

  private static final Map<String, String> OTHER_SETTINGS =
      Map.of(
          "tokens.prefix", "other",
          "tokens.default-lifetime", "1h",
          "tokens.max-lifetime", "2h");

  @TempDir Path directory;

  private final String url = TestPostgres.shared().newDatabase();
  private final String key = UUID.randomUUID().toString();
  private final List<Service> services = new ArrayList<>();
  private Path keyFile;

  @BeforeEach
  void makeKey() throws Exception {
    keyFile = directory.resolve("server.key");
    IdempotencyKeyFile.make(keyFile);
  }

  @AfterEach
  void stop() {
    services.forEach(Service::close);
  }

  @Test
  void aRetryGetsTheSameAnswer() throws Exception {
    Service service = start("a");

    HttpResponse<String> first = post(service, key, BODY);
    HttpResponse<String> again =
        post(service, key, "{\"expires_in\":3600,\"identity\":\"billing\"}");
    HttpResponse<String> quoted = post(service, '"' + key + '"', BODY);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(quoted.body()).isEqualTo(first.body());
    assertThat(number("select count(*) from tallystick.token")).isEqualTo(1);
    assertThat(number("select seq from tallystick.audit_head")).isEqualTo(1);
    assertThat(post(service, UUID.randomUUID().toString(), BODY).body()).isNotEqualTo(first.body());
  }

  @Test
  void aRetryAfterALostAnswerGetsTheTokenThatWasIssued() throws Exception {
    Service service = start("a");
    Vertx vertx = Vertx.vertx();
    try {
      FaultyNetwork network =
          new FaultyNetwork(vertx, service.uri("/").getHost(), service.uri("/").getPort());
      int port =
          network.listen().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
      network.loseAnswersToRequestsOver(0);
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + RunningService.PATH))
              .header("Idempotency-Key", key)
              .POST(BodyPublishers.ofString(BODY))
              .build();

      assertThatThrownBy(() -> service.send(request)).isInstanceOf(UncheckedIOException.class);
      assertThat(number("select count(*) from tallystick.token")).isEqualTo(1);
      network.heal();
      HttpResponse<String> retried = service.send(request);

      assertThat(retried.statusCode()).isEqualTo(200);
      assertThat(rows("select id::text from tallystick.token"))
          .containsExactly(json(retried).get("id").asText());
    } finally {
      vertx.close();
    }
  }

  @Test
  void retriesAtOnceAtTwoNodesGetOneToken() throws Exception {
    List<Service> nodes = List.of(start("a"), start("b"));
    for (int round = 0; round < 20; round++) {
      String one = UUID.randomUUID().toString();
      List<CompletableFuture<String>> sent =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(() -> post(nodes.get(i % 2), one, BODY).body()))
              .toList();

      assertThat(sent.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }
    assertThat(number("select count(*) from tallystick.token")).isEqualTo(20);
  }

  @Test
  void aRetryAfterARestartGetsTheSameAnswer() throws Exception {
    HttpResponse<String> first = post(start("a"), key, BODY);
    services.get(0).close();

    assertThat(post(start("a"), key, BODY).body()).isEqualTo(first.body());
  }

  @Test
  void aRetryAfterTheTokenWasRevokedGetsTheSameAnswerAndTheTokenStaysRevoked() throws Exception {
    Service service = start("a");
    HttpResponse<String> first = post(service, key, BODY);
    String token = json(first).get("token").asText();
    assertThat(service.delete("billing", token).statusCode()).isEqualTo(200);

    assertThat(post(service, key, BODY).body()).isEqualTo(first.body());
    assertThat(service.delete("billing", token).statusCode()).isEqualTo(404);
  }

  @Test
  void aRetryAfterTheTokenHasExpiredGetsTheSameAnswer() throws Exception {
    Service service = start("a");
    String shortLived = "{\"identity\": \"billing\", \"expires_in\": 0.001}";

    HttpResponse<String> first = post(service, key, shortLived);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(post(service, key, shortLived).body()).isEqualTo(first.body());
  }

  /** As if the node had ended between the claim of the key and the issue of the token. */
  @Test
  void aRequestThatWasCutOffIsAnsweredLaterAsIfItHadComeThen() throws Exception {
    Service service = start("a");
    HttpResponse<String> first = post(service, key, BODY);
    execute("update tallystick.idempotency_key set claimed_at = claimed_at - interval '2 hours'");

    HttpResponse<String> late = post(service, key, BODY);

    assertThat(late.statusCode()).isEqualTo(200);
    assertThat(Instant.parse(json(late).get("expiration").asText()))
        .isEqualTo(Instant.parse(json(first).get("expiration").asText()).minusSeconds(7_200));
    assertThat(post(service, key, BODY).body()).isEqualTo(late.body());
  }

  @Test
  void aRetryAtANodeWithOtherSettingsGetsTheFirstAnswer() throws Exception {
    String body = "{\"identity\": \"billing\", \"colour\": \"red\"}";
    Service before = start("a");
    Service after = start("b", OTHER_SETTINGS);

    HttpResponse<String> first = post(before, key, body);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(post(after, key, body).body()).isEqualTo(first.body());
    assertThat(Instant.parse(json(first).get("expiration").asText()).toEpochMilli())
        .isEqualTo(
            number("select (extract(epoch from expires_at) * 1000)::int8 from tallystick.token"));

    String later = UUID.randomUUID().toString();
    HttpResponse<String> second = post(after, later, body);
    assertThat(json(second).get("token").asText()).startsWith("other_");
    assertThat(post(before, later, body).body()).isEqualTo(second.body());
  }

  @Test
  void aRetryOfABatchAtANodeWithOtherSettingsGetsTheFirstAnswer() throws Exception {
    String body =
        """
        {"operations": [
          {"issue": {"identity": "billing"}},
          {"issue": {"identity": "billing", "colour": "red", "expires_in": 86400}}
        ]}
        """;
    Service before = start("a", "api.operators", "ops");
    Map<String, String> strict = new HashMap<>(OTHER_SETTINGS);
    strict.put("api.operators", "ops");
    strict.put("api.strict-body", "true");
    Service after = start("b", strict);
    String operator = operator("ops");

    HttpResponse<String> first = post(before, "/v1/tokens/batch", operator, key, body);

    assertThat(json(first).findValuesAsText("status")).containsExactly("200", "200");
    assertThat(post(after, "/v1/tokens/batch", operator, key, body).body()).isEqualTo(first.body());
  }

  @Test
  void aKeyBelongsToTheOperatorAndNotToOneOfItsTokens() throws Exception {
    Service service = start("a", "api.operators", "ops,audit");
    String body = "{\"identity\": \"ops\", \"expires_in\": 3600}";

    HttpResponse<String> first = post(service, RunningService.PATH, operator("ops"), key, body);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(post(service, RunningService.PATH, operator("ops"), key, body).body())
        .isEqualTo(first.body());
    assertThat(post(service, RunningService.PATH, operator("audit"), key, body).body())
        .isNotEqualTo(first.body());
  }

  @Test
  void anotherBodyUnderTheSameKeyIsRefused() throws Exception {
    Service service = start("a");
    String first = post(service, key, BODY).body();

    HttpResponse<String> other = post(service, key, "{\"identity\": \"billing\"}");

    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(json(other).get("detail").asText())
        .startsWith("This Idempotency-Key was sent before with another body.");
    assertThat(post(service, key, BODY).body()).isEqualTo(first);
    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .extracting(
                        e -> e.path("status_code").asText(),
                        e -> e.at("/entity/data/identity").asText())
                    .contains(tuple("idempotency_key_reused", "billing")));
  }

  @Test
  void aRequestThatWasRefusedLeavesItsKeyFree() throws Exception {
    Service service = start("a");

    assertThat(post(service, key, "{\"identity\": \"\"}").statusCode()).isEqualTo(400);
    assertThat(post(service, key, BODY).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "a b", "\"a", "a\\b"})
  void aKeyOfAnotherFormIsRefused(String wrong) throws Exception {
    HttpResponse<String> refused = post(start("a"), wrong, BODY);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("detail").asText())
        .startsWith("Idempotency-Key must be sent once, with 1 to 255 visible ASCII characters");
    assertThat(number("select count(*) from tallystick.token")).isZero();
  }

  @Test
  void aNodeWithoutAServerKeySaysSo() throws Exception {
    Service service = Service.start(directory.resolve("n"), Map.of("store.url", url));
    services.add(service);

    HttpResponse<String> refused = post(service, key, BODY);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("detail").asText())
        .isEqualTo(
            "this node does not take an Idempotency-Key, since it has no server key; set"
                + " api.idempotency-key-file, or send the request without the header");
    assertThat(service.post(BODY).statusCode()).isEqualTo(200);
  }

  /** The caller did nothing wrong, and another node may do what it asks for. */
  @ParameterizedTest
  @ValueSource(strings = {"PT5M", "PT-15M"})
  void aNodeWhoseClockIsWrongIsUnavailable(Duration wrong) throws Exception {
    Service service =
        Service.start(
            directory.resolve("n"),
            Map.of(
                "store.url",
                url,
                "tokens.max-lifetime",
                "2h",
                "tokens.default-lifetime",
                "1h",
                "api.idempotency-key-file",
                keyFile.toString()),
            InstantSource.offset(InstantSource.system(), wrong));
    services.add(service);
    // Now the store knows the time of the database.
    assertThat(service.post(BODY).statusCode()).isEqualTo(200);
    String outside = "{\"identity\": \"billing\", \"expires_in\": %d}";

    for (HttpResponse<String> answer :
        List.of(
            post(service, key, BODY),
            service.post(outside.formatted(wrong.isNegative() ? 60 : 7_200)))) {
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(json(answer).get("detail").asText())
          .isEqualTo(
              "The clock of this node differs too much from that of the database, so nothing was"
                  + " done. Try again; another node may do it.");
    }
    assertThat(number("select count(*) from tallystick.token")).isEqualTo(1);
  }

  @Test
  void afterTheWindowTheKeyIsFree() throws Exception {
    Service service = start("a", "api.idempotency-window", "1s");
    String first = post(service, key, BODY).body();

    await().until(() -> !post(service, key, BODY).body().equals(first));
  }

  @Test
  void aRotatedServerKeyStillDerivesEarlierAnswers() throws Exception {
    String first = post(start("a"), key, BODY).body();
    services.get(0).close();
    String old = Files.readString(keyFile);
    Files.writeString(keyFile, "# new\n" + "ab".repeat(32) + "\n\n" + old);

    Service rotated = start("a");
    assertThat(post(rotated, key, BODY).body()).isEqualTo(first);
    assertThat(post(rotated, key, "{\"identity\": \"other\"}").statusCode()).isEqualTo(422);
    String later = UUID.randomUUID().toString();
    String second = post(rotated, later, BODY).body();
    rotated.close();
    Files.writeString(keyFile, "ab".repeat(32));

    Service without = start("a");
    assertThat(post(without, later, BODY).body()).isEqualTo(second);
    HttpResponse<String> lost = post(without, key, BODY);
    assertThat(lost.statusCode()).isEqualTo(503);
    assertThat(json(lost).get("detail").asText())
        .contains("a server key that this node does not have now (api.idempotency-key-file)");
    assertThat(number("select count(*) from tallystick.token")).isEqualTo(2);
  }

  @Test
  void theDatabaseHasNeitherTheTokenNorTheServerKey() throws Exception {
    Service service = start("a");
    String token = json(post(service, key, BODY)).get("token").asText();
    String secret = token.substring(token.length() - 49, token.length() - 6);
    String serverKey = Files.readString(keyFile).strip();

    assertThat(HexFormat.of().parseHex(serverKey)).hasSize(32);
    for (String table :
        List.of("token", "audit_event", "idempotency_key", "audit_head", "audit_checkpoint")) {
      assertThat(rows("select t::text from tallystick." + table + " t"))
          .noneMatch(row -> row.contains(secret) || row.contains(serverKey) || row.contains(key));
    }
    assertThat(rows("select t::text from tallystick.idempotency_key t")).hasSize(1);
  }

  private Service start(String name, String setting, String value) throws Exception {
    return start(name, Map.of(setting, value));
  }

  private Service start(String name) throws Exception {
    return start(name, Map.of());
  }

  private Service start(String name, Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("store.url", url);
    all.put("audit.poll-interval", "50ms");
    all.put("api.idempotency-key-file", keyFile.toString());
    Service service = Service.start(directory.resolve(name), all);
    services.add(service);
    return service;
  }

  private String operator(String identity) throws Exception {
    return CommandRun.of("token", "issue", "--identity", identity, "-Dtallystick.store.url=" + url)
        .out()
        .strip();
  }

  private static HttpResponse<String> post(
      Service service, String path, String operator, String key, String body) {
    return service.send(
        service
            .request(path)
            .header("Authorization", "Bearer " + operator)
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static HttpResponse<String> post(Service service, String key, String body) {
    return service.send(
        service
            .request(RunningService.PATH)
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private long number(String sql) throws Exception {
    return Long.parseLong(rows(sql).get(0));
  }

  private List<String> rows(String sql) throws Exception {
    try (Connection connection = Jdbc.connect(DatabaseUrl.parse(url));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    }
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = Jdbc.connect(DatabaseUrl.parse(url));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
