package io.tallystick.launcher;

import static io.tallystick.launcher.Service.encode;
import static io.tallystick.launcher.Service.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators do with tokens of which they have only the ids. */
class OperatorEndpointsTest {

  private static final String URL = TestPostgres.shared().newDatabase();

  @TempDir static Path data;
  private static Service service;
  private static String operator;

  @BeforeAll
  static void start() throws Exception {
    service =
        Service.start(
            data, Map.of("store.url", URL, "audit.poll-interval", "50ms", "api.operators", "ops"));
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
  void aTokenIsShownWithItsNotesAndWithoutItsSecret() {
    JsonNode issued =
        json(
            service.post(
                "{\"identity\": \"billing\", \"label\": \"nightly backup\", \"metadata\":"
                    + " {\"team\": \"Zähler\", \"ticket\": \"OPS-1\"}}"));
    assertThat(issued.has("warnings")).isFalse();

    HttpResponse<String> response = get("/v1/tokens/" + issued.get("id").asText());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    JsonNode token = json(response);
    assertThat(token.fieldNames())
        .toIterable()
        .containsExactly("id", "identity", "state", "issued_at", "expiration", "label", "metadata");
    assertThat(token.get("id")).isEqualTo(issued.get("id"));
    assertThat(token.get("identity").asText()).isEqualTo("billing");
    assertThat(token.get("state").asText()).isEqualTo("live");
    assertThat(token.get("expiration")).isEqualTo(issued.get("expiration"));
    assertThat(token.get("label").asText()).isEqualTo("nightly backup");
    assertThat(token.get("metadata"))
        .isEqualTo(json("{\"team\": \"Zähler\", \"ticket\": \"OPS-1\"}"));
  }

  @Test
  void theIdMayBeWrittenAsInTheToken() {
    JsonNode issued = json(service.post("{\"identity\": \"billing\"}"));
    String digits = issued.get("token").asText().substring(6, 28);

    assertThat(json(get("/v1/tokens/" + digits)).get("id")).isEqualTo(issued.get("id"));
    assertThat(get("/v1/tokens/" + issued.get("id").asText().toUpperCase(java.util.Locale.ROOT)))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"01890a5d-ac96-774b-bcce-b302099a8057", "1-1-1-1-1", "x", "%00"})
  void anIdThatNoTokenHasIsNotFound(String id) {
    for (String method : List.of("GET", "DELETE")) {
      HttpResponse<String> response = send(method, "/v1/tokens/" + id, operator);

      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(json(response).get("detail").asText()).startsWith("No token has this id.");
    }
  }

  @Test
  void aTokenIsRevokedByItsIdAndTheEventNamesTheOperator() throws Exception {
    JsonNode issued = json(service.post("{\"identity\": \"leaked\"}"));
    String id = issued.get("id").asText();

    HttpResponse<String> response = send("DELETE", "/v1/tokens/" + id, operator);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).get("state").asText()).isEqualTo("revoked");
    assertThat(json(response)).isEqualTo(json(get("/v1/tokens/" + id)));
    assertThat(service.delete("leaked", issued.get("token").asText()).statusCode()).isEqualTo(404);

    HttpResponse<String> again = send("DELETE", "/v1/tokens/" + id, operator);
    assertThat(again.statusCode()).isEqualTo(404);
    assertThat(json(again).get("detail").asText())
        .isEqualTo("The token with this id is not live: it has expired or was revoked.");
    String actor = "ops (token " + operatorId() + ")";
    await()
        .untilAsserted(
            () ->
                assertThat(eventsOf(id))
                    .extracting(
                        e -> e.get("activity_name").asText(),
                        e -> e.path("status_code").asText(),
                        e -> e.at("/actor/user/name").asText())
                    .containsExactlyInAnyOrder(
                        tuple("Create", "", ""),
                        tuple("Delete", "", actor),
                        tuple("Delete", "no_live_token", ""),
                        tuple("Delete", "no_live_token", actor)));
  }

  @Test
  void tokensOfAnIdentityAreListedInPages() {
    String identity = "Zähler & Söhne " + UUID.randomUUID();
    List<String> issued = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      issued.add(json(service.post("{\"identity\": \"" + identity + "\"}")).get("id").asText());
    }
    issued.sort(null);

    List<String> listed = new ArrayList<>();
    String query = "?limit=3&identity=" + encode(identity);
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page = json(get("/v1/tokens" + query + cursor));
      page.get("tokens").forEach(token -> listed.add(token.get("id").asText()));
      cursor = page.has("next") ? "&cursor=" + page.get("next").asText() : "";
      pages++;
    } while (!cursor.isEmpty());

    assertThat(pages).isEqualTo(3);
    assertThat(listed).isEqualTo(issued);
  }

  @Test
  void aListMayHaveOneStateOnly() {
    String identity = "states-" + UUID.randomUUID();
    String live = json(service.post("{\"identity\": \"" + identity + "\"}")).get("id").asText();
    String token = service.issue(identity);
    assertThat(service.delete(identity, token).statusCode()).isEqualTo(200);

    assertThat(ids("?identity=" + identity)).hasSize(2).contains(live);
    assertThat(ids("?identity=" + identity + "&state=live")).containsExactly(live);
    assertThat(ids("?identity=" + identity + "&state=revoked")).hasSize(1).doesNotContain(live);
    assertThat(ids("?identity=" + identity + "&state=expired")).isEmpty();
    assertThat(ids("?identity=nobody")).isEmpty();
  }

  @Test
  void aUseIsShownAndOnlyUnusedTokensAreListed() throws Exception {
    String identity = "used-" + UUID.randomUUID();
    JsonNode used = json(service.post("{\"identity\": \"" + identity + "\"}"));
    String unused = json(service.post("{\"identity\": \"" + identity + "\"}")).get("id").asText();
    String usedId = used.get("id").asText();
    assertThat(send("GET", "/v1/authorize", used.get("token").asText()).statusCode())
        .isEqualTo(200);
    await().until(() -> json(get("/v1/tokens/" + usedId)).has("last_used_at"));
    assertThat(json(get("/v1/tokens/" + unused)).has("last_used_at")).isFalse();
    String afterIssue = encode(json(get("/v1/tokens/" + usedId)).get("last_used_at").asText());

    // In the test, uses are recorded since a moment ago only.
    try (Connection connection = Jdbc.connect(DatabaseUrl.parse(URL));
        Statement statement = connection.createStatement()) {
      statement.execute("update tallystick.token_use_since set at = '-infinity'");
    }
    String query = "?unused_since=" + afterIssue + "&identity=" + identity;
    assertThat(ids(query)).containsExactly(unused);
    assertThat(ids(query + "&state=live")).containsExactly(unused);
    assertThat(ids("?unused_since=2020-01-01T00:00:00%2B01:00&identity=" + identity)).isEmpty();
    assertThat(ids("?unused_since=" + afterIssue)).contains(unused).doesNotContain(usedId);
  }

  @Test
  void ifUsesAreNotRecordedNobodyIsToldThatATokenIsUnused(@TempDir Path other) throws Exception {
    try (Service off =
        Service.start(
            other, Map.of("store.url", URL, "api.operators", "ops", "tokens.last-used", "off"))) {
      HttpResponse<String> response =
          off.send(
              off.request("/v1/tokens?unused_since=2020-01-01T00:00:00Z")
                  .header("Authorization", "Bearer " + operator)
                  .build());

      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(json(response).get("detail").asText()).contains("tokens.last-used is off");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|identity is missing",
        "?identity=|identity is missing",
        "?identity=%00|identity is missing, or no token can have it",
        "?identity=a&identity=b|each at most once",
        "?identity=a&stat=live|the parameters are identity, unused_since, state, limit and cursor",
        "?unused_since=yesterday|unused_since is a time in the past, such as",
        "?unused_since=2020-01-01|unused_since is a time in the past, such as",
        "?unused_since=2999-01-01T00:00:00Z|unused_since is a time in the past, such as",
        "?unused_since=-9999-01-01T00:00:00Z|unused_since is a time in the past, such as",
        "?unused_since=2020-01-01T00:00:00+01:00|a plus sign is escaped as %2B",
        "?unused_since=2020-01-01T00:00:00Z&state=revoked|unused_since lists live tokens only",
        "?unused_since=2020-01-01T00:00:00Z&identity=|identity is missing",
        "?identity=a&state=dead|state is live, revoked or expired",
        "?identity=a&state=LIVE|state is live, revoked or expired",
        "?identity=a&limit=0|limit is a whole number from 1 to 1000",
        "?identity=a&limit=1001|limit is a whole number from 1 to 1000",
        "?identity=a&limit=ten|limit is a whole number from 1 to 1000",
        "?identity=a&limit=|limit is a whole number from 1 to 1000",
        "?identity=a&cursor=7|cursor is not what an answer had in its field next",
        "?identity=a&cursor=|cursor is not what an answer had in its field next",
      })
  void aQueryThatIsNotRightIsABadRequest(String query, String sentence) {
    HttpResponse<String> response = get("/v1/tokens" + query);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("detail").asText()).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/tokens?identity=a",
    "GET, /v1/tokens",
    "DELETE, /v1/tokens?identity=a",
    "DELETE, /v1/tokens",
    "GET, /v1/tokens/01890a5d-ac96-774b-bcce-b302099a8057",
    "DELETE, /v1/tokens/01890a5d-ac96-774b-bcce-b302099a8057",
    "DELETE, /v1/tokens/x"
  })
  void onlyOperatorsAreAnswered(String method, String path) {
    HttpResponse<String> nobody = send(method, path, null);
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(challenge(nobody)).isEqualTo("Bearer realm=\"tallystick\"");
    assertThat(json(nobody).get("detail").asText()).startsWith("This is for operators:");

    String revoked = service.issue("billing");
    service.delete("billing", revoked);
    for (String token : List.of(revoked, "mistyped")) {
      HttpResponse<String> invalid = send(method, path, token);
      assertThat(invalid.statusCode()).isEqualTo(401);
      assertThat(challenge(invalid))
          .startsWith("Bearer realm=\"tallystick\", error=\"invalid_token\"");
    }

    HttpResponse<String> other = send(method, path, service.issue("billing"));
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(challenge(other))
        .startsWith("Bearer realm=\"tallystick\", error=\"insufficient_scope\"");
  }

  @Test
  void aRefusedRevokeIsAnEventThatNamesTheCallerAndTheToken() throws Exception {
    JsonNode billing = json(service.post("{\"identity\": \"billing\"}"));
    JsonNode wanted = json(service.post("{\"identity\": \"payroll\"}"));
    String path = "/v1/tokens/" + wanted.get("id").asText();

    send("DELETE", path, null);
    send("DELETE", path, "mistyped");
    send("DELETE", path, billing.get("token").asText());

    String actor = "billing (token " + billing.get("id").asText() + ")";
    await()
        .untilAsserted(
            () ->
                assertThat(eventsOf(wanted.get("id").asText()))
                    .extracting(
                        e -> e.path("status_code").asText(), e -> e.at("/actor/user/name").asText())
                    .containsExactlyInAnyOrder(
                        tuple("", ""),
                        tuple("no_credentials", ""),
                        tuple("invalid_credentials", ""),
                        tuple("not_an_operator", actor)));
  }

  @Test
  void allTokensOfAnIdentityAreRevoked() throws Exception {
    String identity = "Söhne & Co " + UUID.randomUUID();
    String query = "?identity=" + encode(identity);
    List<String> issued = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      issued.add(json(service.post("{\"identity\": \"" + identity + "\"}")).get("id").asText());
    }

    HttpResponse<String> response = send("DELETE", "/v1/tokens" + query, operator);

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode order = json(response);
    assertThat(order.fieldNames()).toIterable().containsExactly("identity", "order", "revoked");
    assertThat(order.get("identity").asText()).isEqualTo(identity);
    assertThat(order.get("revoked").asInt()).isEqualTo(3);
    assertThat(ids(query + "&state=live")).isEmpty();
    assertThat(ids(query + "&state=revoked")).containsExactlyInAnyOrderElementsOf(issued);
    String actor = "ops (token " + operatorId() + ")";
    String id = order.get("order").asText();
    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .filteredOn(
                        e ->
                            e.at("/metadata/uid").asText().equals(id)
                                || e.at("/entity/data/order").asText().equals(id))
                    .hasSize(4)
                    .allMatch(e -> e.at("/actor/user/name").asText().equals(actor))
                    .allMatch(e -> e.at("/entity/data/identity").asText().equals(identity)));
    assertThat(json(send("DELETE", "/v1/tokens" + query, operator)).get("revoked").asInt())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|identity is missing",
        "?identity=|identity is missing",
        "?identity=%00|identity is missing, or no token can have it",
        "?identity=a&identity=b|the only parameter is identity, once",
        "?identity=a&state=expired|the only parameter is identity, once",
      })
  void anOrderIsForOneIdentityAndForAllOfItsTokens(String query, String sentence) {
    HttpResponse<String> response = send("DELETE", "/v1/tokens" + query, operator);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("detail").asText()).contains(sentence);
  }

  @Test
  void aRefusedOrderIsAnEventThatNamesTheIdentity() throws Exception {
    String identity = "payroll-" + UUID.randomUUID();

    send("DELETE", "/v1/tokens?identity=" + identity, null);

    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .filteredOn(e -> e.at("/entity/data/identity").asText().equals(identity))
                    .singleElement()
                    .extracting(
                        e -> e.get("activity_id").asInt(), e -> e.get("status_code").asText())
                    .containsExactly(99, "no_credentials"));
  }

  @Test
  void thePathWithAnIdIsOnePathForMethodsAndMetrics() {
    String path = "/v1/tokens/" + UUID.randomUUID();

    HttpResponse<String> wrong = send("PUT", path, operator);
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("Allow")).contains("GET, HEAD, DELETE, OPTIONS");
    assertThat(send("OPTIONS", path, null).headers().firstValue("Allow"))
        .contains("GET, HEAD, DELETE, OPTIONS");
    assertThat(service.get("/metrics").body())
        .contains("uri=\"/v1/tokens/{id}\"")
        .doesNotContain(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"label\": 1|label must be",
        "\"label\": \" \"|label must be",
        "\"label\": \"a\\nb\"|label must be",
        "\"label\": \"TOKEN\"|label must be",
        "\"metadata\": []|metadata must be",
        "\"metadata\": {\"a\": 1}|metadata must be",
        "\"metadata\": {\"a\": null}|metadata must be",
        "\"metadata\": {\"\": \"b\"}|metadata must be",
        "\"metadata\": {\"a b\": \"c\"}|metadata must be",
        "\"metadata\": {\"a\": \"\\u0000\"}|metadata must be",
        "\"metadata\": {\"a\": \"TOKEN\"}|metadata must be",
        "\"metadata\": {\"TOKEN\": \"a\"}|metadata must be",
      })
  void notesThatAreNotShortPlainTextsAreIgnoredWithAWarning(String fields, String sentence) {
    String body = "{\"identity\": \"billing\", " + fields + "}";

    HttpResponse<String> response =
        service.post(body.replace("TOKEN", operator.substring(operator.length() - 49)));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).get("warnings"))
        .singleElement()
        .satisfies(warning -> assertThat(warning.asText()).startsWith(sentence));
    JsonNode token = json(get("/v1/tokens/" + json(response).get("id").asText()));
    assertThat(token.has("label") || token.has("metadata")).isFalse();
  }

  @Test
  void aStrictNodeRefusesThem(@TempDir Path other) throws Exception {
    try (Service strict =
        Service.start(other, Map.of("store.url", URL, "api.strict-body", "true"))) {
      HttpResponse<String> response =
          strict.post("{\"identity\": \"old\", \"metadata\": {\"n\": 1}, \"label\": 7}");

      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(json(response).get("detail").asText()).startsWith("label must be");
    }
  }

  private static HttpResponse<String> get(String path) {
    return send("GET", path, operator);
  }

  private static HttpResponse<String> send(String method, String path, @Nullable String bearer) {
    var request = service.request(path).method(method, BodyPublishers.noBody());
    return service.send(
        (bearer == null ? request : request.header("Authorization", "Bearer " + bearer)).build());
  }

  private static List<String> ids(String query) {
    List<String> ids = new ArrayList<>();
    json(get("/v1/tokens" + query)).get("tokens").forEach(t -> ids.add(t.get("id").asText()));
    return ids;
  }

  private static String operatorId() {
    return ids("?identity=ops").get(0);
  }

  private static String challenge(HttpResponse<String> response) {
    return response.headers().firstValue("WWW-Authenticate").orElseThrow();
  }

  private static List<JsonNode> eventsOf(String tokenId) throws IOException {
    return service.events().stream()
        .filter(e -> e.at("/entity/uid").asText().equals(tokenId))
        .toList();
  }
}
