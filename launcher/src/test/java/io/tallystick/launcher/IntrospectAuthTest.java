package io.tallystick.launcher;

import static io.tallystick.launcher.Service.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.testing.TestPostgres;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With {@code api.introspect-auth}, callers must prove who they are before they introspect tokens
 * or listen to revocations (RFC 7662, sections 2.1 and 2.3).
 */
class IntrospectAuthTest {

  private static final String URL = TestPostgres.shared().newDatabase();

  @TempDir static Path data;
  private static Service service;

  @BeforeAll
  static void start() throws Exception {
    service =
        Service.start(
            data,
            Map.of("store.url", URL, "api.introspect-auth", "required", "api.operators", "ops"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void aLiveTokenOfTheCallerIsEnough() {
    String own = service.issue("gateway");
    String asked = service.issue("billing");

    assertThat(json(introspect("Bearer " + own, asked)).get("sub").asText()).isEqualTo("billing");
    assertThat(introspect("bearer " + own, "mistyped").body()).isEqualTo("{\"active\":false}");
    assertThat(revocations("Bearer " + own).statusCode()).isEqualTo(200);
  }

  @Test
  void aClientThatHasAnIdAndASecretSendsItsTokenAsTheSecret() {
    String own = service.issue("gateway");
    String asked = service.issue("billing");

    assertThat(json(introspect(basic("any:" + own), asked)).get("active").asBoolean()).isTrue();
    assertThat(revocations(basic(":" + own)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Basic", "Basic !", "Basic ==", "Digest a=b"})
  void withoutCredentialsTheAnswerIs401AndSaysHowToAsk(String authorization) {
    String asked = service.issue("billing");

    for (HttpResponse<String> response :
        List.of(introspect(authorization, asked), revocations(authorization))) {
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(challenges(response)).containsExactly("Bearer realm=\"tallystick\"");
      assertThat(json(response).get("detail").asText())
          .startsWith("Callers must prove who they are (api.introspect-auth): send the header");
    }
  }

  @Test
  void aTokenThatIsNotLiveProvesNothing() {
    String revoked = service.issue("gateway");
    service.delete("gateway", revoked);
    String asked = service.issue("billing");

    for (String own : List.of(revoked, "mistyped")) {
      for (HttpResponse<String> response :
          List.of(introspect("Bearer " + own, asked), revocations("Bearer " + own))) {
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenges(response))
            .singleElement()
            .asString()
            .startsWith("Bearer realm=\"tallystick\", error=\"invalid_token\"");
      }
      assertThat(challenges(introspect(basic("any:" + own), asked)))
          .contains("Basic realm=\"tallystick\"");
    }
  }

  @Test
  void whatHasATokenAnywayIsAskedAsEver() {
    String token = service.issue("billing");

    HttpResponse<String> authorized =
        service.send(
            service.request("/v1/authorize").header("Authorization", "Bearer " + token).build());
    assertThat(authorized.statusCode()).isEqualTo(200);
    HttpResponse<String> revoked =
        service.send(
            service
                .request("/v1/revoke")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + token))
                .build());
    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(service.status("/health")).isEqualTo(200);
  }

  @Test
  void theTokenOfTheCallerIsUsedTooAndAnOperatorSeesBothUses() {
    String operator =
        CommandRun.of("token", "issue", "--identity", "ops", "-Dtallystick.store.url=" + URL)
            .out()
            .strip();
    JsonNode own = json(service.post("{\"identity\": \"gateway\"}"));
    JsonNode asked = json(service.post("{\"identity\": \"billing\"}"));

    introspect("Bearer " + own.get("token").asText(), asked.get("token").asText());

    for (JsonNode token : List.of(own, asked)) {
      await()
          .until(
              () ->
                  json(service.send(
                          service
                              .request("/v1/tokens/" + token.get("id").asText())
                              .header("Authorization", "Bearer " + operator)
                              .build()))
                      .has("last_used_at"));
    }
  }

  private static HttpResponse<String> introspect(String authorization, String token) {
    return send(
        service
            .request("/v1/introspect")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("token=" + token)),
        authorization);
  }

  private static HttpResponse<String> revocations(String authorization) {
    return send(service.request("/v1/revocations"), authorization);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String authorization) {
    return service.send(
        (authorization.isEmpty() ? request : request.header("Authorization", authorization))
            .build());
  }

  private static List<String> challenges(HttpResponse<String> response) {
    return response.headers().allValues("WWW-Authenticate");
  }

  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }
}
