package io.tallystick.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many requests there may be in a minute: RFC 6585, section 4, and the RateLimit fields. */
class RateLimitTest extends WireTest {

  @Test
  void withoutASettingThereIsNoLimit() throws Exception {
    start(Map.of());

    try (RawConnection connection = connect()) {
      assertThat(connection.send(issue("a")).readAnswer())
          .startsWith("HTTP/1.1 200")
          .doesNotContain("RateLimit");
    }
  }

  @Test
  void aCallerIsToldWhatIsLeftAndWhenToComeAgain() throws Exception {
    start(Map.of("api.max-requests-per-peer", "2"));

    try (RawConnection connection = connect()) {
      assertThat(connection.send(issue("a")).readAnswer())
          .startsWith("HTTP/1.1 200")
          .contains("RateLimit-Policy: \"peer\";q=2;w=60\r\n", "RateLimit: \"peer\";r=1;t=");
      assertThat(connection.send(issue("a")).readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(connection.send(issue("a")).readAnswer())
          .startsWith("HTTP/1.1 429")
          .contains("RateLimit: \"peer\";r=0;t=")
          .containsPattern("Retry-After: [1-9][0-9]*\r\n")
          .endsWith("{\"detail\":\"Too many requests; try again when Retry-After is over.\"}");
      // Health is no request to issue or revoke.
      assertThat(connection.send("GET /live HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer())
          .startsWith("HTTP/1.1 200");
    }
    try (RawConnection other = RawConnection.from("127.0.0.2", port())) {
      assertThat(other.send(issue("a")).readAnswer()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void callersBehindAProxyAreToldApart() throws Exception {
    start(Map.of("api.max-requests-per-peer", "1", "api.trusted-proxies", "127.0.0.1"));

    try (RawConnection connection = connect()) {
      for (String caller : new String[] {"10.0.0.1", "10.0.0.2"}) {
        String request =
            issue("a").replace("\r\n\r\n", "\r\nX-Forwarded-For: " + caller + "\r\n\r\n");
        assertThat(connection.send(request).readAnswer()).startsWith("HTTP/1.1 200");
        assertThat(connection.send(request).readAnswer()).startsWith("HTTP/1.1 429");
      }
    }
  }

  @Test
  void anIdentityThatIsIssuedTooOftenIsRefused() throws Exception {
    start(Map.of("api.max-issues-per-identity", "1"));

    try (RawConnection connection = connect()) {
      assertThat(connection.send(issue("a")).readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(connection.send(issue("a")).readAnswer())
          .startsWith("HTTP/1.1 429")
          .contains("RateLimit: \"identity\";r=0;t=");
      assertThat(connection.send(issue("b")).readAnswer()).startsWith("HTTP/1.1 200");
    }
    assertThat(issued).containsExactly("a", "b");
  }
}
