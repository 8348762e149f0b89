package io.tallystick.launcher;

import static io.tallystick.launcher.Service.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.testing.TestPostgres;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

/** Operators replace tokens, also those of reserved identities. */
class RotationTest {

  private static final String URL = TestPostgres.shared().newDatabase();
  private static final String BILLING =
      "{\"identity\": \"billing\", \"label\": \"nightly\", \"metadata\": {\"team\": \"a\"}}";

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

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"grace\": 0}", "{\"grace\": null, \"label\": null}"})
  void theNewTokenIsValidAndTheOldOneNoLonger(String body) {
    JsonNode old = json(service.post(BILLING));
    String id = old.get("id").asText();

    HttpResponse<String> response = rotate(id, body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    JsonNode rotated = json(response);
    assertThat(rotated.fieldNames())
        .toIterable()
        .containsExactly(
            "token", "identity", "id", "expiration", "replaces", "replaced_expiration");
    assertThat(rotated.get("identity").asText()).isEqualTo("billing");
    assertThat(rotated.get("replaces").asText()).isEqualTo(id);
    assertThat(isActive(old)).isFalse();
    assertThat(isActive(rotated)).isTrue();
    JsonNode shown = show(rotated.get("id").asText());
    assertThat(shown.get("label").asText()).isEqualTo("nightly");
    assertThat(shown.get("metadata")).isEqualTo(json("{\"team\": \"a\"}"));
    assertThat(show(id).get("state").asText()).isEqualTo("expired");
    assertThat(show(id).get("expiration")).isEqualTo(rotated.get("replaced_expiration"));
  }

  @Test
  void theOldTokenLivesOnForTheGraceAndTheNewOneMayBeDifferent() {
    JsonNode old = json(service.post(BILLING));

    JsonNode rotated =
        json(
            rotate(
                old.get("id").asText(),
                "{\"grace\": 600, \"expires_in\": 60, \"label\": \"daily\", \"metadata\": {}}"));

    Instant now = Instant.now();
    assertThat(Instant.parse(rotated.get("replaced_expiration").asText()))
        .isBetween(now.plusSeconds(300), now.plusSeconds(900));
    assertThat(Instant.parse(rotated.get("expiration").asText()))
        .isBefore(now.plus(Duration.ofMinutes(5)));
    assertThat(isActive(old)).isTrue();
    assertThat(isActive(rotated)).isTrue();
    JsonNode shown = show(rotated.get("id").asText());
    assertThat(shown.get("label").asText()).isEqualTo("daily");
    assertThat(shown.has("metadata")).isFalse();
  }

  @Test
  void oneEventLinksBothAndNamesTheOperator() {
    JsonNode old = json(service.post(BILLING));
    String id = old.get("id").asText();

    JsonNode rotated = json(rotate(id, "{\"grace\": 60}"));

    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .filteredOn(e -> e.at("/entity/data/replaces").asText().equals(id))
                    .singleElement()
                    .satisfies(
                        event -> {
                          assertThat(event.at("/metadata/log_version").asText()).isEqualTo("3");
                          assertThat(event.get("activity_id").asInt()).isEqualTo(1);
                          assertThat(event.at("/entity/uid")).isEqualTo(rotated.get("id"));
                          assertThat(event.at("/entity/data/replaced_expires_at"))
                              .isEqualTo(rotated.get("replaced_expiration"));
                          assertThat(event.at("/actor/user/name").asText())
                              .startsWith("ops (token ");
                        }));
    CommandRun search =
        CommandRun.of("audit", "search", data.resolve("audit").toString(), "--token-id", id);
    assertThat(search.out()).contains(rotated.get("id").asText());
  }

  @Test
  void theFeedListsTheOldTokenSoThatCachesAskAgain() {
    long before = json(service.get("/v1/revocations?wait=0")).get("newest").asLong();
    JsonNode old = json(service.post(BILLING));

    rotate(old.get("id").asText(), "{\"grace\": 60}");

    JsonNode feed = json(service.get("/v1/revocations?after=" + before));
    assertThat(feed.get("revocations"))
        .extracting(revocation -> revocation.get("token_id"))
        .contains(old.get("id"));
  }

  @Test
  void onlyALiveTokenIsReplaced() {
    JsonNode old = json(service.post(BILLING));
    String id = old.get("id").asText();
    assertThat(rotate(id, "").statusCode()).isEqualTo(200);

    HttpResponse<String> again = rotate(id, "");
    assertThat(again.statusCode()).isEqualTo(404);
    assertThat(json(again).get("detail").asText())
        .isEqualTo("The token with this id is not live: it has expired or was revoked.");
    for (String unknown : new String[] {UUID.randomUUID().toString(), "x"}) {
      HttpResponse<String> response = rotate(unknown, "");
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(json(response).get("detail").asText()).startsWith("No token has this id.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|the body must be a JSON object",
        "{|the body is not JSON",
        "{\"identity\": \"other\"}|the fields are grace, expiration, expires_in, label and metadata",
        "{\"grace\": -1}|grace must be a whole number of seconds from 0 to",
        "{\"grace\": 1.5}|grace must be a whole number of seconds from 0 to",
        "{\"grace\": \"60\"}|grace must be a whole number of seconds from 0 to",
        "{\"grace\": 99999999999999999999}|grace must be a whole number of seconds from 0 to",
        "{\"expires_in\": 0}|expires_in must be more than 0 seconds",
        "{\"expires_in\": 60, \"expiration\": \"2030-01-31T12:00:00Z\"}|send expiration or expires_in, not both",
        "{\"label\": 7}|label must be",
        "{\"metadata\": {\"a\": 1}}|metadata must be",
      })
  void aBodyThatIsNotRightIsABadRequestAndAnEventOfTheToken(String body, String sentence) {
    JsonNode old = json(service.post(BILLING));
    String id = old.get("id").asText();

    HttpResponse<String> response = rotate(id, body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("detail").asText()).contains(sentence);
    assertThat(isActive(old)).isTrue();
    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .filteredOn(e -> e.at("/entity/uid").asText().equals(id))
                    .anyMatch(e -> e.path("status_code").asText().equals("bad_request")));
  }

  @Test
  void onlyOperatorsAreAnswered() {
    JsonNode old = json(service.post(BILLING));
    String id = old.get("id").asText();

    assertThat(send(id, "", null).statusCode()).isEqualTo(401);
    assertThat(send(id, "", "mistyped").statusCode()).isEqualTo(401);
    assertThat(send(id, "", old.get("token").asText()).statusCode()).isEqualTo(403);

    assertThat(isActive(old)).isTrue();
  }

  @Test
  void anOperatorMayReplaceItsOwnToken() {
    String mine =
        CommandRun.of("token", "issue", "--identity", "ops", "-Dtallystick.store.url=" + URL)
            .out()
            .strip();
    String id = json(introspect(mine)).get("jti").asText();

    JsonNode rotated = json(send(id, "", mine));

    assertThat(rotated.get("identity").asText()).isEqualTo("ops");
    assertThat(send(id, "", mine).statusCode()).isEqualTo(401);
    assertThat(send(rotated.get("id").asText(), "", rotated.get("token").asText()).statusCode())
        .isEqualTo(200);
  }

  private static HttpResponse<String> rotate(String id, String body) {
    return send(id, body, operator);
  }

  private static HttpResponse<String> send(String id, String body, @Nullable String bearer) {
    var request =
        service
            .request("/v1/tokens/" + id + "/rotate")
            .method("POST", BodyPublishers.ofString(body));
    return service.send(
        (bearer == null ? request : request.header("Authorization", "Bearer " + bearer)).build());
  }

  private static boolean isActive(JsonNode issued) {
    return json(introspect(issued.get("token").asText())).get("active").asBoolean();
  }

  private static HttpResponse<String> introspect(String token) {
    return service.send(
        service
            .request("/v1/introspect")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("token=" + token))
            .build());
  }

  private static JsonNode show(String id) {
    return json(
        service.send(
            service
                .request("/v1/tokens/" + id)
                .header("Authorization", "Bearer " + operator)
                .build()));
  }
}
