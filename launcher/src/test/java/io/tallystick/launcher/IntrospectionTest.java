package io.tallystick.launcher;

import static io.tallystick.launcher.Service.encode;
import static io.tallystick.launcher.Service.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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

/** What those may ask who get a token from somebody: RFC 7662, RFC 6750 and RFC 7009. */
class IntrospectionTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  // Well-formed: the example in the documentation.
  private static final String UNKNOWN =
      "tally_0353o0HM6WMpnNwSQZQpcgbtUTPXUTxfzmq4IhbSRZGiAzpyGgyhnly9reMa1AwaS4DqgQj";
  private static final String INACTIVE = "{\"active\":false}";

  @TempDir static Path data;
  private static Service service;

  @BeforeAll
  static void start() throws Exception {
    service = Service.start(data, Map.of("audit.poll-interval", "50ms"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  // RFC 7662

  @Test
  void ofAValidTokenItSaysWhoseItIsAndHowLongItLives() {
    Instant before = Instant.now();
    JsonNode issued = json(service.post("{\"identity\": \"Übung 1\", \"expires_in\": 3600}"));

    HttpResponse<String> response = introspect(FORM, "token=" + issued.get("token").asText());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    JsonNode state = json(response);
    assertThat(state.fieldNames())
        .toIterable()
        .containsExactly("active", "sub", "username", "exp", "iat", "jti", "token_type");
    assertThat(state.get("active").isBoolean()).isTrue();
    assertThat(state.get("active").asBoolean()).isTrue();
    assertThat(state.get("sub").asText()).isEqualTo("Übung 1");
    assertThat(state.get("username").asText()).isEqualTo("Übung 1");
    assertThat(state.get("jti").asText()).isEqualTo(issued.get("id").asText());
    assertThat(state.get("token_type").asText()).isEqualTo("Bearer");
    assertThat(state.get("exp").asLong())
        .isEqualTo(Instant.parse(issued.get("expiration").asText()).getEpochSecond());
    assertThat(state.get("iat").asLong())
        .isBetween(before.getEpochSecond(), Instant.now().getEpochSecond());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        FORM + "|token=TOKEN",
        FORM + ";charset=UTF-8|token=TOKEN&token_type_hint=access_token",
        FORM + "|token_type_hint=something_new&token=TOKEN&more=1",
        "application/json|{\"token\": \"TOKEN\"}",
        "Application/JSON; charset=utf-8|{\"token\": \"TOKEN\", \"token_type_hint\": 1}",
      })
  void theTokenIsAFormParameterOrAFieldOfJson(String contentType, String body) {
    String token = service.issue("billing");

    HttpResponse<String> response = introspect(contentType, body.replace("TOKEN", token));

    assertThat(json(response).get("sub").asText()).isEqualTo("billing");
  }

  @Test
  void ofAnyOtherTokenItSaysOnlyThatItIsNotActive() throws Exception {
    String revoked = service.issue("billing");
    assertThat(service.delete("billing", revoked).statusCode()).isEqualTo(200);
    String live = service.issue("billing");
    String expired =
        json(service.post("{\"identity\": \"billing\", \"expires_in\": 0.001}"))
            .get("token")
            .asText();

    for (String token : List.of(revoked, UNKNOWN, "x", live + "x", live.toLowerCase(Locale.ROOT))) {
      assertThat(introspect(FORM, "token=" + token).body()).as(token).isEqualTo(INACTIVE);
    }
    await().until(() -> introspect(FORM, "token=" + expired).body().equals(INACTIVE));
    assertThat(json(introspect(FORM, "token=" + live)).get("active").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        FORM + "|''",
        FORM + "|token=",
        FORM + "|token=a&token=b",
        FORM + "|Token=a",
        "text/plain|token=a",
        "application/json|''",
        "application/json|{}",
        "application/json|{\"token\": 1}",
        "application/json|[\"token\"]",
        "application/json|{\"token\": \"a\", \"token\": \"b\"}",
        "application/json|token=a",
        "|token=a",
      })
  void withoutExactlyOneTokenItIsABadRequest(@Nullable String contentType, String body) {
    for (String path : List.of("/v1/introspect", "/v1/revoke")) {
      HttpResponse<String> response = post(path, contentType, body);

      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(json(response).get("error").asText()).isEqualTo("invalid_request");
      assertThat(json(response).get("detail").asText()).contains("token=");
    }
  }

  @Test
  void aTokenInTheUrlIsNotRead() {
    String token = service.issue("billing");

    assertThat(post("/v1/introspect?token=" + token, FORM, "").statusCode()).isEqualTo(400);
    assertThat(service.get("/v1/introspect?token=" + token).statusCode()).isEqualTo(405);
  }

  @Test
  void aBodyThatIsTooLongIsRefused() {
    assertThat(introspect(FORM, "token=" + "x".repeat(1_000_000)).statusCode()).isEqualTo(413);
  }

  // RFC 6750

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"})
  void aGatewayLearnsWhoTheCallerIsWhateverTheMethod(String method) {
    JsonNode issued = json(service.post("{\"identity\": \"Größe 100% #1\"}"));

    HttpResponse<String> response = authorize(method, "Bearer " + issued.get("token").asText());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("X-Identity"))
        .contains("Gr%C3%B6%C3%9Fe%20100%25%20#1");
    assertThat(response.headers().firstValue("X-Token-Id")).contains(issued.get("id").asText());
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void theSchemeMayBeWrittenInAnyCase() {
    String token = service.issue("billing");

    assertThat(authorize("GET", "bearer " + token).statusCode()).isEqualTo(200);
    assertThat(authorize("GET", "BEARER  " + token).statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenThatIsNotValidIsUnauthorized() {
    String revoked = service.issue("billing");
    service.delete("billing", revoked);

    for (String token : List.of(revoked, "mistyped")) {
      HttpResponse<String> response = authorize("GET", "Bearer " + token);

      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.body()).isEmpty();
      assertThat(response.headers().firstValue("X-Identity")).isEmpty();
      assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
          .startsWith("Bearer realm=\"tallystick\", error=\"invalid_token\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "Bearer a b", "TOKEN"})
  void withoutABearerTokenTheChallengeHasNoErrorCode(String authorization) {
    String token = service.issue("billing");

    HttpResponse<String> response = authorize("GET", authorization.replace("TOKEN", token));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer realm=\"tallystick\"");
  }

  @Test
  void severalCredentialsAreNone() {
    String token = service.issue("billing");

    HttpResponse<String> response =
        service.send(
            service
                .request("/v1/authorize")
                .header("Authorization", "Bearer " + token)
                .header("Authorization", "Bearer " + token)
                .build());

    assertThat(response.statusCode()).isEqualTo(401);
  }

  // RFC 7009

  @Test
  void aTokenIsRevokedByItsTextAlone() {
    String identity = "revoked-" + UUID.randomUUID();
    String token = service.issue(identity);

    HttpResponse<String> response = post("/v1/revoke", FORM, "token=" + token);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(introspect(FORM, "token=" + token).body()).isEqualTo(INACTIVE);
    assertThat(authorize("GET", "Bearer " + token).statusCode()).isEqualTo(401);
    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .filteredOn(e -> identity.equals(e.at("/entity/data/identity").asText()))
                    .extracting(e -> e.get("activity_name").asText())
                    .containsExactly("Create", "Delete"));
  }

  @Test
  void aTokenThatIsNotValidIsAnsweredAlikeAndIsARefusedAttempt() {
    JsonNode issued = json(service.post("{\"identity\": \"billing\"}"));
    String token = issued.get("token").asText();
    assertThat(post("/v1/revoke", FORM, "token=" + token).statusCode()).isEqualTo(200);

    for (String other : List.of(token, "mistyped")) {
      HttpResponse<String> response = post("/v1/revoke", FORM, "token=" + encode(other));

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEmpty();
    }
    String id = issued.get("id").asText();
    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .filteredOn(e -> id.equals(e.at("/entity/uid").asText()))
                    .extracting(e -> e.path("status_code").asText())
                    .containsExactly("", "", "no_live_token"));
  }

  private static HttpResponse<String> introspect(String contentType, String body) {
    return post("/v1/introspect", contentType, body);
  }

  private static HttpResponse<String> post(String path, @Nullable String contentType, String body) {
    var request = service.request(path).POST(BodyPublishers.ofString(body));
    return service.send(
        (contentType == null ? request : request.header("Content-Type", contentType)).build());
  }

  private static HttpResponse<String> authorize(String method, String authorization) {
    return service.send(
        service
            .request("/v1/authorize")
            .header("Authorization", authorization)
            .method(method, BodyPublishers.noBody())
            .build());
  }
}
