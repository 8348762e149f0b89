package io.tallystick.launcher;

import static io.tallystick.launcher.Service.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.event.SecretHash;
import io.tallystick.testing.TestPostgres;
import io.tallystick.token.ImportedToken;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
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

/** Tokens of another service, which an operator imports over HTTP. */
class ImportTest {

  private static final String URL = TestPostgres.shared().newDatabase();
  private static final String SHA256 = ImportedToken.hash("a token").hex();

  @TempDir static Path data;
  private static Service service;
  private static String operator;
  private static Instant nextMonth;

  @BeforeAll
  static void start() throws Exception {
    nextMonth = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
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
                "300000"));
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
  void anImportedTokenIsKnownFromTheAnswerOn() {
    SecretHash hash = ImportedToken.hash("old-token-7");
    String madeAt = "2025-03-01T08:15:00Z";

    JsonNode result =
        results(imports(token("billing", hash, ", \"issued_at\": \"" + madeAt + "\""))).get(0);

    assertThat(result.get("status").asInt()).isEqualTo(200);
    assertThat(result.get("body").fieldNames())
        .toIterable()
        .containsExactly("id", "identity", "imported");
    assertThat(result.at("/body/imported").asBoolean()).isTrue();
    JsonNode shown = json(get("/v1/tokens/" + result.at("/body/id").asText()));
    assertThat(shown.get("identity").asText()).isEqualTo("billing");
    assertThat(shown.get("issued_at").asText()).isEqualTo(madeAt);
    assertThat(Instant.parse(shown.get("expiration").asText())).isEqualTo(nextMonth);
    assertThat(service.delete("billing", "old-token-7").statusCode()).isEqualTo(200);
  }

  @Test
  void theSameRequestAgainChangesNothingAndLeavesRevokedTokensRevoked() {
    String body =
        body(
            token("billing", ImportedToken.hash("again 1"), ""),
            token("billing", ImportedToken.hash("again 2"), ""));
    JsonNode first = results(send(operator, body));
    service.delete("billing", "again 1");

    JsonNode again = results(send(operator, body));

    assertThat(statuses(first)).containsExactly(200, 200);
    assertThat(statuses(again)).containsExactly(200, 200);
    assertThat(again.get(0).at("/body/imported").asBoolean()).isFalse();
    assertThat(again.get(1).at("/body/imported").asBoolean()).isFalse();
    assertThat(service.delete("billing", "again 1").statusCode()).isEqualTo(404);
    assertThat(service.delete("billing", "again 2").statusCode()).isEqualTo(200);
  }

  @Test
  void eachTokenIsAnsweredForItselfInTheSameOrder() {
    String taken = token("billing", ImportedToken.hash("taken"), "");
    imports(taken);

    JsonNode results =
        results(
            imports(
                "{}",
                token("billing", ImportedToken.hash("right 1"), ""),
                taken.replace("billing", "shipping"),
                token("billing", ImportedToken.hash("right 2"), "")));

    assertThat(statuses(results)).containsExactly(400, 200, 409, 200);
    assertThat(results.get(2).at("/body/detail").asText())
        .isEqualTo("This token was imported before for another identity, which it keeps.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'sha256': 'HASH', 'expiration': 'LATER'}|tokens[0]: identity is missing; send",
        "{'identity': '', 'sha256': 'HASH', 'expiration': 'LATER'}|tokens[0]: identity is empty",
        "{'identity': 'a', 'expiration': 'LATER'}|tokens[0]: sha256 must be 64 hexadecimal digits",
        "{'identity': 'a', 'sha256': 'abc', 'expiration': 'LATER'}|tokens[0]: sha256 must be 64",
        "{'identity': 'a', 'sha256': 7, 'expiration': 'LATER'}|tokens[0]: sha256 must be 64 hex",
        "{'identity': 'a', 'sha256': 'HASH'}|tokens[0]: expiration is missing",
        "{'identity': 'a', 'sha256': 'HASH', 'expiration': '2024-01-31T12:00:00Z'}"
            + "|tokens[0]: expiration is not in the future: it is 2024-01-31T12:00:00Z",
        "{'identity': 'a', 'sha256': 'HASH', 'expiration': '2999-01-31T12:00:00Z'}"
            + "|tokens[0]: expiration is too far away",
        "{'identity': 'a', 'sha256': 'HASH', 'expiration': 'soon'}|tokens[0]: expiration is no",
        "{'identity': 'a', 'sha256': 'HASH', 'expiration': 'LATER', 'issued_at': 'once'}"
            + "|tokens[0]: issued_at must be a date-time such as",
        "{'identity': 'a', 'sha256': 'HASH', 'expiration': 'LATER', 'issued_at': 'LATER'}"
            + "|tokens[0]: issued_at must be after 1970, in the past, and not after expiration",
        "{'identity': 'a', 'sha256': 'HASH', 'expiration': 'LATER', 'token': 'secret'}"
            + "|tokens[0]: it has an unknown field; the fields are identity, sha256, expiration"
      })
  void aTokenThatCannotBeImportedIsRefusedWithWhatWouldBeRight(String token, String sentence) {
    JsonNode result =
        results(
                imports(
                    token
                        .replace('\'', '"')
                        .replace("HASH", SHA256)
                        .replace("LATER", nextMonth.toString())))
            .get(0);

    assertThat(result.get("status").asInt()).isEqualTo(400);
    assertThat(result.at("/body/detail").asText()).startsWith(sentence).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|the body must be a JSON object",
        "{\"tokens\": {}}|the body must have one field, tokens, which is a list",
        "{\"tokens\": []}|tokens must have 1 to 1,000 elements, and has 0",
        "{\"tokens\": [1]}|tokens[0] must be an object",
        "x|the body is not JSON"
      })
  void aBodyThatIsNoListOfTokensIsRefused(String body, String sentence) {
    HttpResponse<String> refused = send(operator, body);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("detail").asText()).startsWith(sentence);
  }

  @Test
  void aThousandTokensAreImportedInOneRequestAndNoMore() {
    String[] many =
        IntStream.range(0, 1_001)
            .mapToObj(i -> token("many", ImportedToken.hash("many " + i), ""))
            .toArray(String[]::new);

    assertThat(send(operator, body(many)).statusCode()).isEqualTo(400);
    List<String> thousand = List.of(many).subList(0, 1_000);
    JsonNode results = results(send(operator, body(thousand.toArray(String[]::new))));

    assertThat(statuses(results)).hasSize(1_000).containsOnly(200);
    assertThat(service.delete("many", "many 999").statusCode()).isEqualTo(200);
    assertThat(service.delete("many", "many 1000").statusCode()).isEqualTo(404);
    assertThat(send(operator, body(token("a".repeat(300_000), many[0]))).statusCode())
        .isEqualTo(413);
  }

  @Test
  void eachImportIsAnEventThatNamesTheOperatorAndSoIsEachRefusedOne() throws Exception {
    String identity = "audited " + UUID.randomUUID();
    String right = token(identity, ImportedToken.hash(identity), "");

    imports(right, right.replace(ImportedToken.hash(identity).hex(), "x"), right);

    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .filteredOn(e -> e.at("/entity/data/identity").asText().equals(identity))
                    .filteredOn(e -> e.at("/actor/user/name").asText().startsWith("ops (token "))
                    .extracting(
                        e -> e.get("activity_name").asText(),
                        e -> e.path("status_code").asText(),
                        e -> e.path("status_detail").asText())
                    .containsExactlyInAnyOrder(
                        tuple("Enroll", "", ""), tuple("Enroll", "bad_request", "sha256_invalid")));
  }

  @Test
  void onlyOperatorsAreServed() {
    String body = body(token("billing", ImportedToken.hash("nobody's"), ""));

    assertThat(send(null, body).statusCode()).isEqualTo(401);
    assertThat(send(service.issue("billing"), body).statusCode()).isEqualTo(403);
    assertThat(service.delete("billing", "nobody's").statusCode()).isEqualTo(404);
  }

  private static String token(String identity, SecretHash hash, String more) {
    return token(
        identity,
        "\"sha256\": \"%s\", \"expiration\": \"%s\"%s".formatted(hash.hex(), nextMonth, more));
  }

  private static String token(String identity, String fields) {
    return "{\"identity\": \"%s\", %s}".formatted(identity, fields);
  }

  private static String body(String... tokens) {
    return "{\"tokens\": [" + String.join(", ", tokens) + "]}";
  }

  private static HttpResponse<String> imports(String... tokens) {
    return send(operator, body(tokens));
  }

  private static HttpResponse<String> send(@Nullable String bearer, String body) {
    HttpRequest.Builder request =
        service.request("/v1/tokens/import").POST(BodyPublishers.ofString(body));
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    return service.send(request.build());
  }

  private static HttpResponse<String> get(String path) {
    return service.send(
        service.request(path).header("Authorization", "Bearer " + operator).GET().build());
  }

  private static JsonNode results(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response).get("results");
  }

  private static List<Integer> statuses(JsonNode results) {
    return StreamSupport.stream(results.spliterator(), false)
        .map(result -> result.get("status").asInt())
        .collect(Collectors.toList());
  }
}
