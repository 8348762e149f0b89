package io.tallystick.launcher;

import static io.tallystick.launcher.Service.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.launcher.node.IdempotencyKeyFile;
import io.tallystick.testing.TestPostgres;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many issues and revokes in one request, each answered as a request for it alone. */
class BatchTest {

  private static final String BATCH = "/v1/tokens/batch";
  private static final String URL = TestPostgres.shared().newDatabase();

  @TempDir static Path data;
  private static Service service;
  private static String operator;

  @BeforeAll
  static void start() throws Exception {
    Path key = data.resolve("server.key");
    IdempotencyKeyFile.make(key);
    service =
        Service.start(
            data,
            Map.of(
                "store.url",
                URL,
                "audit.poll-interval",
                "50ms",
                "api.operators",
                "ops",
                "api.max-batch-bytes",
                "200000",
                "api.idempotency-key-file",
                key.toString()));
    operator =
        CommandRun.of("token", "issue", "--identity", "ops", "-Dtallystick.store.url=" + URL)
            .out()
            .strip();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void eachOperationIsAnsweredAsARequestForItAlone() throws Exception {
    JsonNode byId = json(service.post("{\"identity\": \"billing\"}"));
    JsonNode byText = json(service.post("{\"identity\": \"billing\"}"));
    String id = byId.get("id").asText();

    HttpResponse<String> response =
        batch(
            issue("{\"identity\": \"nightly\", \"expires_in\": 60, \"label\": \"a\"}"),
            revoke("{\"id\": \"" + id + "\"}"),
            revoke("{\"token\": \"" + byText.get("token").asText() + "\"}"),
            issue("{\"identity\": \"ops\"}"),
            issue("{\"identity\": \"\"}"),
            issue("{\"identity\": \"nightly\", \"expires_in\": 0}"),
            revoke("{\"id\": \"01890a5d-ac96-774b-bcce-b302099a8057\"}"),
            revoke("{\"id\": \"x\"}"),
            revoke("{\"token\": \"x\"}"),
            revoke("{\"id\": \"x\", \"token\": \"x\"}"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    JsonNode results = json(response).get("results");
    assertThat(statuses(results)).containsExactly(200, 200, 200, 200, 400, 400, 404, 404, 404, 400);
    JsonNode issued = results.get(0).get("body");
    assertThat(issued.fieldNames())
        .toIterable()
        .containsExactly("token", "identity", "id", "expiration");
    assertThat(results.get(1).get("body")).isEqualTo(json(get("/v1/tokens/" + id)));
    assertThat(results.get(2).at("/body/state").asText()).isEqualTo("revoked");
    assertThat(detail(results, 4))
        .isEqualTo(json(service.post("{\"identity\": \"\"}")).get("detail").asText());
    assertThat(detail(results, 5)).startsWith("expires_in must be more than 0");
    assertThat(detail(results, 6)).startsWith("No token has this id.");
    assertThat(detail(results, 8)).isEqualTo("No live token matches.");
    assertThat(detail(results, 9)).startsWith("revoke must have one field, id or token");
    assertThat(service.delete("nightly", issued.get("token").asText()).statusCode()).isEqualTo(200);
    assertThat(service.delete("billing", byText.get("token").asText()).statusCode()).isEqualTo(404);
  }

  @Test
  void eachOperationIsAnEventThatNamesTheOperatorAndSoIsEachRefusedOne() throws Exception {
    String identity = "audited " + UUID.randomUUID();
    JsonNode victim = json(service.post("{\"identity\": \"" + identity + "\"}"));
    String revoke = revoke("{\"id\": \"" + victim.get("id").asText() + "\"}");

    batch(
        issue("{\"identity\": \"" + identity + "\"}"),
        issue("{\"identity\": \"" + identity + "\", \"expires_in\": 0}"),
        revoke,
        revoke);

    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .filteredOn(e -> e.at("/entity/data/identity").asText().equals(identity))
                    .filteredOn(e -> e.at("/actor/user/name").asText().startsWith("ops (token "))
                    .extracting(
                        e -> e.get("activity_name").asText(), e -> e.path("status_code").asText())
                    .containsExactlyInAnyOrder(
                        tuple("Create", ""),
                        tuple("Create", "bad_request"),
                        tuple("Delete", ""),
                        tuple("Delete", "no_live_token")));
  }

  @Test
  void aThousandTokensAreIssuedInOneRequest() {
    List<String> issues =
        IntStream.range(0, 1_000).mapToObj(i -> issue("{\"identity\": \"n" + i + "\"}")).toList();

    JsonNode results = json(batch(issues.toArray(String[]::new))).get("results");

    assertThat(statuses(results)).hasSize(1_000).containsOnly(200);
    Set<String> tokens = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      assertThat(results.get(i).at("/body/identity").asText()).isEqualTo("n" + i);
      tokens.add(results.get(i).at("/body/token").asText());
    }
    assertThat(tokens).hasSize(1_000);
  }

  @Test
  void aBatchThatIsSentAgainWithItsKeyIsAnsweredAlike() {
    String key = UUID.randomUUID().toString();
    JsonNode victim = json(service.post("{\"identity\": \"billing\"}"));
    String[] operations = {
      issue("{\"identity\": \"a\"}"),
      revoke("{\"id\": \"" + victim.get("id").asText() + "\"}"),
      issue("{\"identity\": \"\"}"),
      issue("{\"identity\": \"b\"}")
    };

    HttpResponse<String> first = send(operator, key, body(operations));
    HttpResponse<String> again = send(operator, key, body(operations));
    HttpResponse<String> other = send(operator, key, body(operations[0]));

    assertThat(statuses(json(first).get("results"))).containsExactly(200, 200, 400, 200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(other.statusCode()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|the body must be a JSON object",
        "{}|the body must have one field, operations, which is a list",
        "{\"operations\": {}}|the body must have one field, operations, which is a list",
        "{\"operations\": [], \"a\": 1}|the body must have one field, operations, which is a list",
        "{\"operations\": []}|operations must have 1 to 1,000 elements, and has 0",
        "{\"operations\": [1]}|operations[0] must be an object with one field, issue or revoke",
        "{\"operations\": [{\"issue\": {}}, {}]}|operations[1] must be an object with one field",
        "{\"operations\": [{\"issue\": {}, \"revoke\": {}}]}|operations[0] must be an object",
        "{\"operations\": [{\"issue\": []}]}|operations[0] must be an object",
        "{\"operations\": |the body is not JSON"
      })
  void aBodyThatIsNoListOfOperationsIsRefusedWithTheOneThatIsWrong(String body, String sentence) {
    HttpResponse<String> refused = send(operator, null, body);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("detail").asText()).startsWith(sentence);
  }

  @Test
  void aRefusedBatchIsAnEvent() throws Exception {
    send(operator, null, "{\"operations\": [{\"delete\": {}}]}");

    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .extracting(
                        e -> e.get("activity_name").asText(), e -> e.path("status_detail").asText())
                    .contains(tuple("Create", "operations_invalid")));
  }

  @Test
  void moreThanAThousandOperationsAndLongerBodiesAreRefused() {
    String[] many =
        IntStream.range(0, 1_001).mapToObj(i -> revoke("{\"id\": \"x\"}")).toArray(String[]::new);
    HttpResponse<String> tooMany = batch(many);
    HttpResponse<String> tooLong = batch(issue("{\"identity\": \"" + "a".repeat(200_000) + "\"}"));

    assertThat(tooMany.statusCode()).isEqualTo(400);
    assertThat(json(tooMany).get("detail").asText())
        .startsWith("operations must have 1 to 1,000 elements, and has 1,001");
    assertThat(tooLong.statusCode()).isEqualTo(413);
    assertThat(json(tooLong).get("detail").asText())
        .isEqualTo("The body is too long; at most 200000 bytes.");
  }

  @Test
  void onlyOperatorsAreServed() {
    String body = body(issue("{\"identity\": \"a\"}"));

    assertThat(send(null, null, body).statusCode()).isEqualTo(401);
    assertThat(send(service.issue("billing"), null, body).statusCode()).isEqualTo(403);
  }

  private static String issue(String fields) {
    return "{\"issue\": " + fields + "}";
  }

  private static String revoke(String fields) {
    return "{\"revoke\": " + fields + "}";
  }

  private static String body(String... operations) {
    return "{\"operations\": [" + String.join(", ", operations) + "]}";
  }

  private static HttpResponse<String> batch(String... operations) {
    return send(operator, null, body(operations));
  }

  private static HttpResponse<String> send(
      @Nullable String bearer, @Nullable String key, String body) {
    HttpRequest.Builder request = service.request(BATCH).POST(BodyPublishers.ofString(body));
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return service.send(request.build());
  }

  private static HttpResponse<String> get(String path) {
    return service.send(
        service.request(path).header("Authorization", "Bearer " + operator).GET().build());
  }

  private static List<Integer> statuses(JsonNode results) {
    return StreamSupport.stream(results.spliterator(), false)
        .map(result -> result.get("status").asInt())
        .collect(Collectors.toList());
  }

  private static String detail(JsonNode results, int index) {
    return results.get(index).at("/body/detail").asText();
  }
}
