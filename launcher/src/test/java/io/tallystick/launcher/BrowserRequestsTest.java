package io.tallystick.launcher;

import static io.tallystick.launcher.Service.PATH;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with the headers that browsers send (Fetch standard, and Fetch Metadata). */
class BrowserRequestsTest {

  private static final String BODY = "{\"identity\": \"billing\"}";

  @TempDir static Path data;
  private static Service service;

  @BeforeAll
  static void start() throws Exception {
    service =
        Service.start(
            data,
            Map.of("audit.poll-interval", "50ms", "api.host-names", "tokens.example.org, t2"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "localhost, http://localhost, same-origin",
        "localhost:8080, http://localhost:8080, same-origin",
        "localhost:8080, http://LOCALHOST:8080, -",
        "127.0.0.1:8080, http://127.0.0.1:8080, -",
        "10.1.2.3, http://10.1.2.3, -",
        "[::1]:8080, http://[::1]:8080, same-origin",
        "[fd00::1], http://[fd00::1], -",
        "tokens.example.org, https://tokens.example.org, same-origin",
        "tokens.example.org:443, https://tokens.example.org, same-origin",
        "Tokens.Example.org:8443, https://tokens.example.org:8443, same-origin",
        "localhost, -, same-origin",
      })
  void aPageOfTheServiceItselfMayIssue(String host, @Nullable String origin, @Nullable String site)
      throws Exception {
    assertThat(issue(host, origin, site, null)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "localhost, null, -",
        "localhost, null, same-origin",
        "localhost, http://example.org, -",
        "localhost, http://example.org, cross-site",
        "localhost, http://localhost, cross-site",
        "localhost, http://localhost, same-site",
        "localhost, http://localhost, none",
        "localhost, http://localhost, nonsense",
        "localhost, -, cross-site",
        "localhost, -, none",
        "localhost:8080, http://localhost, -",
        "localhost, http://localhost:8080, -",
        "localhost, http://localhost.example.org, -",
        "localhost, http://localhost/, -",
        "localhost, http://user@localhost, -",
        "localhost, ftp://localhost, -",
        "localhost, file://, -",
        "localhost, '', -",
        "rebound.example, http://rebound.example, -",
        "rebound.example:8080, http://rebound.example:8080, same-origin",
        "rebound.example, -, same-origin",
        "x.tokens.example.org, http://x.tokens.example.org, same-origin",
      })
  void aPageOfSomebodyElseMayNot(String host, @Nullable String origin, @Nullable String site)
      throws Exception {
    assertThat(issue(host, origin, site, null))
        .startsWith("HTTP/1.1 403 ")
        .contains("A browser sent this for a web page that is not the service's own.");
  }

  @Test
  void twoOriginsMustBothBeRight() throws Exception {
    assertThat(issue("localhost", "http://localhost", null, "Origin: http://example.org"))
        .startsWith("HTTP/1.1 403 ");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "tally.internal, application/json",
        "tally.internal:8080, text/plain",
        "anything.example, application/x-www-form-urlencoded",
        "_service._tcp, -"
      })
  void whatHasNoSuchHeaderIsNoBrowsersAndPassesAsBefore(String host, @Nullable String type)
      throws Exception {
    assertThat(issue(host, null, null, type == null ? null : "Content-Type: " + type))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/openapi.json", "/health", "/metrics", "/live", "/nowhere"})
  void whatIsOnlyReadIsForOwnPagesToo(String path) throws Exception {
    assertThat(get(path, "rebound.example", "Sec-Fetch-Site: same-origin")).contains(" 403 ");
    assertThat(get(path, "localhost", "Origin: http://example.org")).contains(" 403 ");
    assertThat(get(path, "localhost", "Sec-Fetch-Site: cross-site")).contains(" 403 ");
    assertThat(get(path, "localhost", "Sec-Fetch-Site: same-origin")).doesNotContain(" 403 ");
    assertThat(get(path, "localhost", "Sec-Fetch-Site: none")).doesNotContain(" 403 ");
  }

  @Test
  void aLinkMayBeFollowedButNotIntoAFrame() throws Exception {
    String[] link = {
      "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"
    };
    String[] frame = {
      "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"
    };

    assertThat(get("/docs", "localhost", link)).startsWith("HTTP/1.1 200 ");
    assertThat(get("/docs", "rebound.example", link)).startsWith("HTTP/1.1 403 ");
    assertThat(get("/docs", "localhost", frame)).startsWith("HTTP/1.1 403 ");
    assertThat(issue("localhost", null, "cross-site", String.join("\r\n", link)))
        .startsWith("HTTP/1.1 403 ");
  }

  @Test
  void aPreflightGetsNoPermission() throws Exception {
    String answer =
        RawHttp.send(
            service,
            RawHttp.request(
                "OPTIONS " + PATH + " HTTP/1.1",
                "Host: localhost",
                "Origin: http://example.org",
                "Access-Control-Request-Method: DELETE"));

    assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContainIgnoringCase("access-control");
  }

  @Test
  void aRefusedPageIsAnEvent() throws Exception {
    String agent = "page-of-this-test";
    RawHttp.send(
        service,
        RawHttp.request(
            "DELETE " + PATH + "?identity=a&token=b HTTP/1.1",
            "Host: localhost",
            "User-Agent: " + agent,
            "Origin: null"));

    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .anySatisfy(
                        event -> {
                          assertThat(event.at("/http_request/user_agent").asText())
                              .isEqualTo(agent);
                          assertThat(event.at("/activity_name").asText()).isEqualTo("Delete");
                          assertThat(event.at("/status_code").asText()).isEqualTo("cross_origin");
                        }));
  }

  private static String issue(
      String host, @Nullable String origin, @Nullable String site, @Nullable String header)
      throws Exception {
    StringBuilder headers = new StringBuilder("Host: " + host);
    headers.append("\r\nContent-Length: ").append(BODY.length());
    headers.append(origin == null ? "" : "\r\nOrigin: " + origin);
    headers.append(site == null ? "" : "\r\nSec-Fetch-Site: " + site);
    headers.append(header == null ? "" : "\r\n" + header);
    return RawHttp.send(
        service, RawHttp.request("POST " + PATH + " HTTP/1.1", headers.toString()) + BODY);
  }

  private static String get(String path, String host, String... headers) throws Exception {
    return RawHttp.send(
            service,
            RawHttp.request(
                "GET " + path + " HTTP/1.1", "Host: " + host, String.join("\r\n", headers)))
        .lines()
        .findFirst()
        .orElse("");
  }
}
