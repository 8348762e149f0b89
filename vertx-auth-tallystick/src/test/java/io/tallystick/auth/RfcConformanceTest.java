package io.tallystick.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.auth.TestService.Issued;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What the RFCs about opaque tokens demand of a server, point by point, over HTTP. */
class RfcConformanceTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  // Well-formed: the example in the documentation.
  private static final String UNKNOWN =
      "tally_0353o0HM6WMpnNwSQZQpcgbtUTPXUTxfzmq4IhbSRZGiAzpyGgyhnly9reMa1AwaS4DqgQj";

  @TempDir static Path data;
  private static TestService service;

  @BeforeAll
  static void start() throws Exception {
    service = new TestService(data, Map.of());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @TestFactory
  Stream<DynamicTest> rfc7662TokenIntrospection() {
    return Stream.of(
        point(
            "2.1",
            "the request is a POST with a form that has the token",
            () -> assertThat(json(introspect("token=" + live())).getBoolean("active")).isTrue()),
        point(
            "2.1",
            "a hint of the type of the token may be ignored, also if it is wrong",
            () ->
                assertThat(
                        json(introspect("token=" + live() + "&token_type_hint=refresh_token"))
                            .getBoolean("active"))
                    .isTrue()),
        point(
            "2.1",
            "without a token the request is invalid",
            () -> assertInvalidRequest(introspect("token_type_hint=access_token"))),
        point(
            "2.1",
            "the token is not taken from the URL, which may be logged",
            () -> {
              assertInvalidRequest(post("/v1/introspect?token=" + live(), ""));
              assertThat(get("/v1/introspect?token=" + live(), null).statusCode()).isEqualTo(405);
            }),
        point(
            "2.2",
            "the answer is an object of JSON with the boolean active",
            () -> {
              HttpResponse<String> response = introspect("token=" + live());
              assertThat(response.statusCode()).isEqualTo(200);
              assertThat(response.headers().firstValue("Content-Type"))
                  .contains("application/json");
              assertThat(json(response).getValue("active")).isInstanceOf(Boolean.class);
            }),
        point(
            "2.2",
            "sub, username and jti are strings, exp and iat are seconds since 1970",
            () -> {
              JsonObject answer = json(introspect("token=" + live()));
              assertThat(answer.getValue("sub")).isEqualTo("billing");
              assertThat(answer.getValue("username")).isEqualTo("billing");
              assertThat(answer.getValue("jti")).isInstanceOf(String.class);
              assertThat(answer.getLong("exp")).isGreaterThan(answer.getLong("iat"));
              assertThat(answer.getLong("iat"))
                  .isBetween(1L, System.currentTimeMillis() / 1_000 + 60);
            }),
        point(
            "2.2",
            "token_type is that of RFC 6749, section 5.1",
            () ->
                assertThat(json(introspect("token=" + live())).getString("token_type"))
                    .isEqualToIgnoringCase("Bearer")),
        point(
            "2.2",
            "of an unknown, a malformed or a revoked token it says no more than active: false",
            () -> {
              for (String token : Set.of(UNKNOWN, "x", revoked())) {
                HttpResponse<String> response = introspect("token=" + token);
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).isEqualTo("{\"active\":false}");
              }
            }),
        point(
            "2.2",
            "whether a token is active is told as of the time of the request",
            () -> {
              Issued issued = service.issue("billing");
              assertThat(json(introspect("token=" + issued.token())).getBoolean("active")).isTrue();
              service.revoke(issued);
              assertThat(json(introspect("token=" + issued.token())).getBoolean("active"))
                  .isFalse();
            }),
        point(
            "4",
            "no cache on the way keeps the answer",
            () ->
                assertThat(introspect("token=" + live()).headers().firstValue("Cache-Control"))
                    .contains("no-store")));
  }

  @TestFactory
  Stream<DynamicTest> rfc7009TokenRevocation() {
    return Stream.of(
        point(
            "2.1",
            "the request is a POST with a form that has the token, and it is revoked at once",
            () -> {
              String token = live();
              assertThat(post("/v1/revoke", "token=" + token).statusCode()).isEqualTo(200);
              assertThat(json(introspect("token=" + token)).getBoolean("active")).isFalse();
            }),
        point(
            "2.1",
            "a hint of the type of the token may be ignored, also if it is wrong",
            () -> {
              String token = live();
              post("/v1/revoke", "token=" + token + "&token_type_hint=refresh_token");
              assertThat(json(introspect("token=" + token)).getBoolean("active")).isFalse();
            }),
        point(
            "2.2",
            "the answer is 200, also for a token that is invalid or revoked already",
            () -> {
              for (String token : Set.of(UNKNOWN, "x", revoked())) {
                assertThat(post("/v1/revoke", "token=" + token).statusCode()).isEqualTo(200);
              }
            }),
        point(
            "2.2.1",
            "an error is that of RFC 6749, section 5.2",
            () -> assertInvalidRequest(post("/v1/revoke", ""))));
  }

  @TestFactory
  Stream<DynamicTest> rfc6750BearerTokens() {
    return Stream.of(
        point(
            "2.1",
            "the token is in the header Authorization, with the scheme Bearer in any case",
            () -> {
              for (String scheme : Set.of("Bearer", "bearer", "BEARER")) {
                assertThat(get("/v1/authorize", scheme + " " + live()).statusCode()).isEqualTo(200);
              }
            }),
        point(
            "2.3",
            "a token in the URL is not taken",
            () ->
                assertThat(get("/v1/authorize?access_token=" + live(), null).statusCode())
                    .isEqualTo(401)),
        point(
            "3",
            "a refusal has a challenge with the scheme Bearer",
            () -> assertThat(challenge(get("/v1/authorize", null))).startsWith("Bearer realm=\"")),
        point(
            "3",
            "no attribute of the challenge occurs twice, and there is one challenge",
            () -> {
              HttpResponse<String> response = get("/v1/authorize", "Bearer " + UNKNOWN);
              assertThat(response.headers().allValues("WWW-Authenticate")).hasSize(1);
              for (String attribute : Set.of("realm=", "error=", "error_description=")) {
                assertThat(challenge(response)).containsOnlyOnce(attribute);
              }
            }),
        point(
            "3.1",
            "a token that is expired, revoked, malformed or invalid is invalid_token, with 401",
            () -> {
              for (String token : Set.of(UNKNOWN, "x", revoked())) {
                HttpResponse<String> response = get("/v1/authorize", "Bearer " + token);
                assertThat(response.statusCode()).isEqualTo(401);
                assertThat(challenge(response)).contains("error=\"invalid_token\"");
              }
            }),
        point(
            "3.1",
            "a request without any credentials is told no error",
            () -> {
              HttpResponse<String> response = get("/v1/authorize", null);
              assertThat(response.statusCode()).isEqualTo(401);
              assertThat(challenge(response)).doesNotContain("error");
            }));
  }

  private static DynamicTest point(String section, String text, Executable check) {
    return DynamicTest.dynamicTest("section " + section + ": " + text, check);
  }

  private static void assertInvalidRequest(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).getString("error")).isEqualTo("invalid_request");
  }

  private static String live() {
    return service.issue("billing").token();
  }

  private static String revoked() {
    Issued issued = service.issue("billing");
    service.revoke(issued);
    return issued.token();
  }

  private static HttpResponse<String> introspect(String form) {
    return post("/v1/introspect", form);
  }

  private static HttpResponse<String> post(String path, String form) {
    return service.send(
        service.request(path).header("Content-Type", FORM).POST(BodyPublishers.ofString(form)));
  }

  private static HttpResponse<String> get(String path, @Nullable String authorization) {
    HttpRequest.Builder request = service.request(path);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return service.send(request);
  }

  private static String challenge(HttpResponse<String> response) {
    return response.headers().firstValue("WWW-Authenticate").orElse("");
  }

  private static JsonObject json(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }
}
