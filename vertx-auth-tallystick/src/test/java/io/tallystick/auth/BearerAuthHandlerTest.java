package io.tallystick.auth;

import static io.tallystick.auth.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.auth.TestService.Issued;
import io.tallystick.auth.example.ExampleService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example service, and so the handler: RFC 6750 as its callers see it. */
class BearerAuthHandlerTest {

  @TempDir static Path data;
  private static TestService service;
  private static ExampleService example;

  @BeforeAll
  static void start() throws Exception {
    service = new TestService(data, Map.of());
    example = new ExampleService(service.uri(), 0);
    await(service.vertx.deployVerticle(example));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void aValidTokenOpensTheDoor() throws Exception {
    Issued issued = service.issue("billing");

    HttpResponse<String> response = get("Bearer " + issued.token());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("Hello, billing\n");
  }

  @Test
  void anInvalidTokenIsAnsweredWithTheErrorOfRfc6750() throws Exception {
    HttpResponse<String> response = get("bearer mistyped");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer realm=\"example\", error=\"invalid_token\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic eDp5", "Bearer", "Bearer a b"})
  void withoutATokenThereIsAChallengeWithoutAnError(String authorization) throws Exception {
    HttpResponse<String> response = get(authorization);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer realm=\"example\"");
  }

  @Test
  void aServiceThatIsAwayIsTheServersFaultNotTheCallers() throws Exception {
    Issued issued = service.issue("billing");
    service.network.cut();
    try {
      HttpResponse<String> response = get("Bearer " + issued.token());

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
    } finally {
      service.network.heal();
    }
  }

  @Test
  void aRealmCannotBreakTheHeader() {
    assertThatThrownBy(
            () ->
                BearerAuthHandler.create(
                    TallystickAuth.create(service.vertx, TallystickAuthOptions.of(service.uri())),
                    "a\"b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static HttpResponse<String> get(String authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + example.port() + "/hello"));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }
}
