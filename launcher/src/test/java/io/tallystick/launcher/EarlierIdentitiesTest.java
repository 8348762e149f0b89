package io.tallystick.launcher;

import static io.tallystick.launcher.Service.encode;
import static io.tallystick.launcher.Service.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Earlier builds have stored identities that this one would not. Their tokens are not forgotten.
 */
class EarlierIdentitiesTest {

  private static final String URL = TestPostgres.shared().newDatabase();
  private static final String DECOMPOSED = "re\u0301sume\u0301";
  private static final String COMPOSED = "r\u00e9sum\u00e9";
  private static final String LIKE_A_TOKEN = "btUTPXUTxfzmq4IhbSRZGiAzpyGgyhnly9reMa1Aw";

  @TempDir static Path data;
  private static Service service;
  private static String operator;

  @BeforeAll
  static void start() throws Exception {
    service = Service.start(data, Map.of("store.url", URL, "api.operators", "ops"));
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
  void anOrderRevokesThemInTheFormThatIsSentAndInFormNfc() throws Exception {
    JsonNode earlier = issuedAs(DECOMPOSED);
    JsonNode now = json(service.post("{\"identity\": \"" + DECOMPOSED + "\"}"));
    assertThat(now.get("identity").asText()).isEqualTo(COMPOSED);

    JsonNode answer = json(delete("/v1/tokens?identity=" + encode(DECOMPOSED)));

    assertThat(answer.get("identity").asText()).isEqualTo(COMPOSED);
    assertThat(answer.get("revoked").asInt()).isEqualTo(2);
    assertThat(isActive(earlier)).isFalse();
    assertThat(isActive(now)).isFalse();
  }

  @Test
  void theyAreListedInTheFormThatIsSentAndOthersInFormNfc() throws Exception {
    JsonNode earlier = issuedAs("cafe\u0301-1");
    JsonNode now = json(service.post("{\"identity\": \"cafe\u0301-2\"}"));

    assertThat(listed("cafe\u0301-1")).isEqualTo(earlier.get("id").asText());
    assertThat(listed("cafe\u0301-2")).isEqualTo(now.get("id").asText());
    assertThat(listed("caf\u00e9-2")).isEqualTo(now.get("id").asText());
  }

  @Test
  void theyAreReplacedByTokensInFormNfc() throws Exception {
    JsonNode earlier = issuedAs(DECOMPOSED);

    HttpResponse<String> rotated =
        post("/v1/tokens/" + earlier.get("id").asText() + "/rotate", "{}");

    assertThat(rotated.statusCode()).isEqualTo(200);
    assertThat(json(rotated).get("identity").asText()).isEqualTo(COMPOSED);
    assertThat(isActive(earlier)).isFalse();
    assertThat(isActive(json(rotated))).isTrue();
  }

  @Test
  void oneThatLooksLikeATokenCanBeRevoked() throws Exception {
    JsonNode byText = issuedAs(LIKE_A_TOKEN);
    JsonNode byId = issuedAs(LIKE_A_TOKEN);
    JsonNode inBatch = issuedAs(LIKE_A_TOKEN);

    HttpResponse<String> revoked =
        service.send(
            service
                .request("/v1/revoke")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + byText.get("token").asText()))
                .build());
    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(delete("/v1/tokens/" + byId.get("id").asText()).statusCode()).isEqualTo(200);
    JsonNode results =
        json(post(
                "/v1/tokens/batch",
                "{\"operations\": [{\"issue\": {\"identity\": \"innocent\"}}, {\"revoke\":"
                    + " {\"id\": \"%s\"}}]}".formatted(inBatch.get("id").asText())))
            .get("results");

    assertThat(results).extracting(result -> result.get("status").asInt()).containsOnly(200);
    assertThat(isActive(byText)).isFalse();
    assertThat(isActive(byId)).isFalse();
    assertThat(isActive(inBatch)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%ff", "caf%e9-svc", "%c3", "a%ED%A0%80"})
  void bytesThatAreNoUtf8AreNoIdentity(String escaped) {
    for (String method : List.of("GET", "DELETE")) {
      HttpResponse<String> answer =
          asOperator("/v1/tokens?identity=" + escaped, method, BodyPublishers.noBody());
      assertThat(answer.statusCode()).as(method).isEqualTo(400);
      assertThat(json(answer).get("detail").asText()).contains("badly escaped");
    }
  }

  /** A token as an earlier build has stored it. */
  private static JsonNode issuedAs(String identity) throws Exception {
    JsonNode issued = json(service.post("{\"identity\": \"earlier\"}"));
    try (Connection connection = Jdbc.connect(DatabaseUrl.parse(URL));
        PreparedStatement update =
            connection.prepareStatement("update tallystick.token set identity = ? where id = ?")) {
      update.setString(1, identity);
      update.setObject(2, UUID.fromString(issued.get("id").asText()));
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
    return issued;
  }

  private static String listed(String identity) {
    HttpResponse<String> answer =
        asOperator("/v1/tokens?identity=" + encode(identity), "GET", BodyPublishers.noBody());
    JsonNode tokens = json(answer).get("tokens");
    assertThat(tokens).hasSize(1);
    return tokens.get(0).get("id").asText();
  }

  private static HttpResponse<String> delete(String path) {
    return asOperator(path, "DELETE", BodyPublishers.noBody());
  }

  private static HttpResponse<String> post(String path, String body) {
    return asOperator(path, "POST", BodyPublishers.ofString(body));
  }

  private static HttpResponse<String> asOperator(String path, String method, BodyPublisher body) {
    return service.send(
        service
            .request(path)
            .header("Authorization", "Bearer " + operator)
            .header("Content-Type", "application/json")
            .method(method, body)
            .build());
  }

  private static boolean isActive(JsonNode token) {
    return json(post("/v1/introspect", "{\"token\": \"" + token.get("token").asText() + "\"}"))
        .get("active")
        .asBoolean();
  }
}
