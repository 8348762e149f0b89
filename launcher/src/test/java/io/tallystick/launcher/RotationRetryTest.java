package io.tallystick.launcher;

import static io.tallystick.launcher.Service.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.launcher.node.IdempotencyKeyFile;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token is replaced once, however often the request comes with the same Idempotency-Key. */
class RotationRetryTest {

  private static final String URL = TestPostgres.shared().newDatabase();

  @TempDir static Path data;
  private static Service node;
  private static Service otherNode;
  private static String operator;

  private final String key = UUID.randomUUID().toString();
  private JsonNode old;
  private String id;

  @BeforeAll
  static void start() throws Exception {
    Path keyFile = data.resolve("server.key");
    IdempotencyKeyFile.make(keyFile);
    Map<String, String> settings =
        Map.of(
            "store.url",
            URL,
            "audit.poll-interval",
            "50ms",
            "api.operators",
            "ops",
            "api.idempotency-key-file",
            keyFile.toString());
    node = Service.start(data.resolve("a"), settings);
    otherNode = Service.start(data.resolve("b"), settings);
    operator =
        CommandRun.of("token", "issue", "--identity", "ops", "-Dtallystick.store.url=" + URL)
            .out()
            .strip();
  }

  @AfterAll
  static void stop() {
    node.close();
    otherNode.close();
  }

  @BeforeEach
  void issue() {
    old = json(node.post("{\"identity\": \"billing\", \"label\": \"nightly\"}"));
    id = old.get("id").asText();
  }

  @Test
  void aRetryGetsTheSameAnswerAtEachNode() throws Exception {
    HttpResponse<String> first = rotate(node, "{\"grace\": 60, \"expires_in\": 3600}");
    HttpResponse<String> again = rotate(node, "{\"expires_in\":3600,\"grace\":60}");
    HttpResponse<String> elsewhere = rotate(otherNode, "{\"grace\": 60, \"expires_in\": 3600}");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(elsewhere.body()).isEqualTo(first.body());
    assertThat(isActive(json(first))).isTrue();
    String replacement = json(first).get("id").asText();
    await()
        .untilAsserted(
            () ->
                assertThat(node.events())
                    .filteredOn(event -> event.at("/entity/uid").asText().equals(replacement))
                    .hasSize(1));
  }

  @Test
  void retriesAtOnceAtTwoNodesGetOneToken() {
    assertThat(
            IntStream.range(0, 8)
                .mapToObj(
                    i ->
                        CompletableFuture.supplyAsync(
                            () -> rotate(i % 2 == 0 ? node : otherNode, "").body()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .distinct())
        .singleElement()
        .satisfies(answer -> assertThat(isActive(json(answer))).isTrue());
  }

  @Test
  void aRetryAfterTheGraceGetsTheSameAnswer() {
    HttpResponse<String> first = rotate(node, "{}");
    assertThat(isActive(old)).isFalse();

    assertThat(rotate(node, "").body()).isEqualTo(first.body());
    assertThat(isActive(json(first))).isTrue();
  }

  @Test
  void aRetryAfterTheNewTokenHasExpiredGetsTheSameAnswer() {
    String shortLived = "{\"expires_in\": 0.001}";
    HttpResponse<String> first = rotate(node, shortLived);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(rotate(node, shortLived).body()).isEqualTo(first.body());
  }

  @Test
  void aKeyBelongsToOneTokenByWhicheverOfItsNames() {
    HttpResponse<String> first = rotate(node, "");
    String digits = old.get("token").asText().substring("tally_".length(), "tally_".length() + 22);
    String other = json(node.post("{\"identity\": \"billing\"}")).get("id").asText();

    assertThat(send(node, digits, "").body()).isEqualTo(first.body());
    assertThat(json(send(node, other, "")).get("replaces").asText()).isEqualTo(other);
  }

  @Test
  void anotherBodyUnderTheSameKeyIsRefusedAndIsAnEventOfTheToken() throws Exception {
    HttpResponse<String> first = rotate(node, "");

    HttpResponse<String> other = rotate(otherNode, "{\"grace\": 60}");

    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(json(other).get("detail").asText())
        .startsWith("This Idempotency-Key was sent before with another body.");
    assertThat(rotate(otherNode, "").body()).isEqualTo(first.body());
    await()
        .untilAsserted(
            () ->
                assertThat(node.events())
                    .filteredOn(event -> event.at("/entity/uid").asText().equals(id))
                    .anyMatch(
                        event ->
                            event.path("status_code").asText().equals("idempotency_key_reused")));
  }

  /** As if the node had ended between the claim of the key and the rotation. */
  @Test
  void aRequestThatWasCutOffDoesNotEndTheOldTokenForOneThatWouldHaveExpired() throws Exception {
    String body = "{\"expires_in\": 3600}";
    // The key of a token that is not live is bound without a rotation.
    execute(
        "update tallystick.token set expires_at = now() - interval '1 second' where id = '%s'"
            .formatted(id));
    assertThat(rotate(node, body).statusCode()).isEqualTo(404);
    execute("update tallystick.idempotency_key set claimed_at = claimed_at - interval '2 hours'");
    execute(
        "update tallystick.token set expires_at = now() + interval '1 day' where id = '%s'"
            .formatted(id));

    HttpResponse<String> late = rotate(node, body);

    assertThat(late.statusCode()).isEqualTo(400);
    assertThat(json(late).get("detail").asText())
        .startsWith("this request was not done when it came first");
    assertThat(isActive(old)).isTrue();
  }

  private HttpResponse<String> rotate(Service at, String body) {
    return send(at, id, body);
  }

  private HttpResponse<String> send(Service at, String token, String body) {
    return at.send(
        at.request("/v1/tokens/" + token + "/rotate")
            .header("Authorization", "Bearer " + operator)
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static boolean isActive(JsonNode issued) {
    return json(node.send(
            node.request("/v1/introspect")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + issued.get("token").asText()))
                .build()))
        .get("active")
        .asBoolean();
  }

  private static void execute(String sql) throws Exception {
    try (Connection connection = Jdbc.connect(DatabaseUrl.parse(URL));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
