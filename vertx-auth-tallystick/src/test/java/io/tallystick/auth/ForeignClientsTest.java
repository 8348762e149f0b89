package io.tallystick.auth;

import static io.tallystick.auth.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.auth.TestService.Issued;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.SpringOpaqueTokenIntrospector;

/**
 * Clients that nobody here wrote understand the service. They have an id, which may be any, and a
 * secret, which is a token of their own.
 */
class ForeignClientsTest {

  private static final String PYTHON =
      """
      import sys
      from authlib.integrations.requests_client import OAuth2Session
      session = OAuth2Session("client", sys.argv[2], token_endpoint_auth_method="client_secret_basic")
      url, token = sys.argv[1], sys.stdin.read().strip()
      def introspect():
          answer = session.introspect_token(url + "/v1/introspect", token=token)
          answer.raise_for_status()
          return answer.json()
      before = introspect()
      session.revoke_token(url + "/v1/revoke", token=token).raise_for_status()
      after = introspect()
      print(before["active"], before["sub"], after)
      """;

  @TempDir static Path data;
  private static TestService service;
  private static String own;

  @BeforeAll
  static void start() throws Exception {
    service = new TestService(data, Map.of("api.introspect-auth", "required"));
    own = service.issue("gateway").token();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void vertxAuthOauth2IntrospectsAndRevokes() {
    OAuth2Auth oauth2 =
        OAuth2Auth.create(
            service.vertx,
            new OAuth2Options()
                .setClientId("client")
                .setClientSecret(own)
                .setSite(service.uri().toString())
                .setIntrospectionPath("/v1/introspect")
                .setRevocationPath("/v1/revoke"));
    Issued issued = service.issue("Größe 1");

    User user = await(oauth2.authenticate(new TokenCredentials(issued.token())));
    assertThat(user.subject()).isEqualTo("Größe 1");
    assertThat(user.expired()).isFalse();

    await(oauth2.revoke(user, "access_token"));
    assertThatThrownBy(() -> await(oauth2.authenticate(new TokenCredentials(issued.token()))))
        .hasMessageContaining("Inactive Token");
  }

  @Test
  void springSecurityIntrospects() {
    SpringOpaqueTokenIntrospector spring =
        SpringOpaqueTokenIntrospector.withIntrospectionUri(service.uri() + "/v1/introspect")
            .clientId("client")
            .clientSecret(own)
            .build();
    Issued issued = service.issue("Größe 1");

    OAuth2AuthenticatedPrincipal principal = spring.introspect(issued.token());
    assertThat(principal.getName()).isEqualTo("Größe 1");
    assertThat(principal.<Instant>getAttribute("exp")).isAfter(Instant.now());
    assertThat(principal.<String>getAttribute("jti")).isEqualTo(issued.id());

    service.revoke(issued);
    assertThatThrownBy(() -> spring.introspect(issued.token()))
        .isInstanceOf(BadOpaqueTokenException.class);
  }

  @Test
  void authlibIntrospectsAndRevokes() throws Exception {
    Assumptions.assumeTrue(
        new ProcessBuilder("/usr/bin/python3", "-c", "import authlib, requests").start().waitFor()
            == 0,
        "Python's Authlib is missing: apt-get install python3-authlib python3-requests");
    Issued issued = service.issue("billing");
    Process python =
        new ProcessBuilder("/usr/bin/python3", "-c", PYTHON, service.uri().toString(), own)
            .redirectErrorStream(true)
            .start();
    python.getOutputStream().write(issued.token().getBytes(StandardCharsets.UTF_8));
    python.getOutputStream().close();

    assertThat(new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
        .isEqualTo("True billing {'active': False}");
    assertThat(python.waitFor(1, TimeUnit.MINUTES)).isTrue();
  }
}
