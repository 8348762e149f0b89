package io.tallystick.launcher;

import static io.tallystick.launcher.Service.PATH;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are not what they seem: each is understood in one way, or refused. */
class StrangeRequestsTest {

  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @TempDir Path data;
  private String database;
  private Service service;

  @BeforeEach
  void start() throws Exception {
    database = TestPostgres.shared().newDatabase();
    service =
        Service.start(
            data,
            Map.of(
                "store.url", database,
                "api.trusted-proxies", "127.0.0.1",
                "api.instances", "1",
                "audit.poll-interval", "50ms"));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void aRequestWithoutHostMeetsTheGateAndHoldsUpNoEvent() throws Exception {
    assertThat(post("Forwarded: for=203.0.113.7")).startsWith("HTTP/1.1 403 ");
    assertThat(post("X-Request-ID: without-host")).startsWith("HTTP/1.1 400 ");
    service.delete("after", "nonsense");

    awaitReasons("outside_internal_networks", "bad_request", "not_a_token");
  }

  @Test
  void twoHostsAreOneTooMany() throws Exception {
    for (String second : List.of("Host: a", "Host: b", "HOST: a")) {
      assertThat(post("Host: a", second)).startsWith("HTTP/1.1 400 ").contains("exactly one Host");
    }
    awaitReasons("bad_request", "bad_request", "bad_request");
  }

  @Test
  void aMalformedChunkIsCountedAndIsAnEvent() throws Exception {
    RawHttp.send(
        service,
        "POST " + PATH + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    RawHttp.send(service, "GARBAGE\r\n\r\n");

    awaitReasons("bad_request");
    // HTTP/2: empty settings, and then content of stream 0, which is none.
    RawHttp.send(
        service, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0" + "\0\0\1\0\0\0\0\0\0x");
    await()
        .until(
            () ->
                service
                    .get("/metrics")
                    .body()
                    .lines()
                    .anyMatch("tallystick_api_requests_malformed_total 3.0"::equals));
  }

  @Test
  void aBrokenEscapeInAPathIsABadRequestAndNoDefect() throws Exception {
    for (String line :
        List.of(
            "GET /%zz HTTP/1.1",
            "GET /live% HTTP/1.1", "OPTIONS /%zz HTTP/1.1", "POST /v1/rev%zz HTTP/1.1")) {
      assertThat(RawHttp.send(service, RawHttp.request(line, "Host: a")))
          .as(line)
          .startsWith("HTTP/1.1 400 ");
    }
    await()
        .until(
            () ->
                service
                    .get("/metrics")
                    .body()
                    .lines()
                    .anyMatch("tallystick_api_requests_malformed_total 4.0"::equals));
  }

  @Test
  void aBrokenEscapeInTheQueryOfAFormIsNotRead() throws Exception {
    String token = service.issue("billing");

    assertThat(form("/v1/introspect?token=" + token + "&a=%zz", "token=" + token))
        .startsWith("HTTP/1.1 200 ")
        .contains("\"active\":true");
    assertThat(form("/v1/introspect?token=" + token + "&a=%zz", "")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void aFormThatIsTooLongOrBadlyEscapedIsRefusedOnce() throws Exception {
    assertThat(form("/v1/revoke", "token=%zz"))
        .startsWith("HTTP/1.1 400 ")
        .contains("\"error\":\"invalid_request\"", "The form in the body");
    assertThat(form("/v1/introspect", "token=" + "x".repeat(12_000)))
        .startsWith("HTTP/1.1 200 ")
        .contains("{\"active\":false}");
    assertThat(form("/v1/introspect", "a=b&".repeat(1_000) + "token=x"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(
            RawHttp.send(
                service,
                RawHttp.request(
                        "POST /v1/revoke HTTP/1.1",
                        "Host: a",
                        "Content-Type: application/x-www-form-urlencoded",
                        "Transfer-Encoding: chunked")
                    + "4e20\r\n"
                    + "a".repeat(20_000)
                    + "\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");

    awaitReasons("bad_request", "body_too_large");
  }

  @Test
  void aRevocationInAnotherUnicodeFormIsFoundAndItsEventsAreInTheFormThatIsStored()
      throws Exception {
    String sent = "e\u0301".repeat(255);
    String token =
        Service.json(service.post("{\"identity\": \"" + sent + "\"}")).get("token").asText();

    assertThat(service.delete(sent, token).statusCode()).isEqualTo(200);
    assertThat(service.delete(sent, token).statusCode()).isEqualTo(404);

    String stored = "\u00e9".repeat(255);
    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .extracting(event -> event.at("/entity/data/identity").asText())
                    .containsExactly(stored, stored, stored));
  }

  private String form(String path, String body) throws Exception {
    return RawHttp.send(
        service,
        RawHttp.request(
                "POST " + path + " HTTP/1.1",
                "Host: a",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: " + body.length())
            + body);
  }

  @Test
  void aCallerWhoHangsUpWithinItsBodyHasRefusedNothing() throws Exception {
    URI uri = service.uri("/");
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST " + PATH + " HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{")
                  .getBytes(StandardCharsets.US_ASCII));
    }
    await().until(() -> service.get("/metrics").body().contains("status=\"hung up\""));
    service.delete("after", "nonsense");

    awaitReasons("not_a_token");
    assertThat(service.get("/metrics").body())
        .contains("tallystick_api_requests_malformed_total 0.0");
  }

  @Test
  void everyAnswerHasTheIdsOfItsRequestAndHeadersForBrowsers() throws Exception {
    String id = "X-Request-ID: order-7";
    for (String request :
        List.of(
            RawHttp.request("GET /live HTTP/1.1", "Host: a", id),
            RawHttp.request("HEAD /docs HTTP/1.1", "Host: a", id),
            RawHttp.request("GET /nowhere HTTP/1.1", "Host: a", id),
            RawHttp.request("GET /%zz HTTP/1.1", "Host: a", id),
            RawHttp.request("GET /live HTTP/1.1", id),
            RawHttp.request("GET /live HTTP/1.1", "Host: a", id, "Forwarded: for=203.0.113.7"),
            RawHttp.request("GET /live HTTP/1.1", "Host: a", id, "Origin: null"),
            RawHttp.request("POST " + PATH + " HTTP/1.1", "Host: a", id),
            RawHttp.request("DELETE " + PATH + " HTTP/1.1", "Host: a", id),
            RawHttp.request("PUT " + PATH + " HTTP/1.1", "Host: a", id),
            RawHttp.request("OPTIONS " + PATH + " HTTP/1.1", "Host: a", id),
            RawHttp.request("GET /" + "a".repeat(4_080) + " HTTP/1.1", "Host: a", id))) {
      assertThat(
              RawHttp.send(
                  service, request.replace("\r\n\r\n", "\r\ntraceparent: " + TRACE + "\r\n\r\n")))
          .contains("X-Request-ID: order-7\r\n")
          .containsPattern("traceparent: 00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01\r\n")
          .doesNotContain("b7ad6b7169203331")
          .contains("X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n")
          .contains("frame-ancestors 'none'")
          // A browser may keep pages, if it asks whether they have changed.
          .containsPattern("(?i)cache-control: no-(store|cache)\r\n");
    }
    assertThat(RawHttp.send(service, "GARBAGE\r\n\r\n"))
        .contains("X-Request-ID: ", "traceparent: 00-", "X-Content-Type-Options: nosniff\r\n");
  }

  @Test
  void aSemicolonSeparatesNothing() {
    String token = service.issue("team;a");
    String mine = service.issue("me;identity=victim");
    String victims = service.issue("victim");

    assertThat(delete("identity=team;a&token=" + token).statusCode()).isEqualTo(200);
    assertThat(delete("token=" + victims + "&identity=me;identity=victim").statusCode())
        .isEqualTo(404);
    HttpResponse<String> revoked = delete("token=" + mine + "&identity=me;identity=victim");
    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(Service.json(revoked).get("identity").asText()).isEqualTo("me;identity=victim");
    assertThat(delete("identity=a;token=" + victims).statusCode()).isEqualTo(422);
    assertThat(service.delete("victim", victims).statusCode()).isEqualTo(200);
  }

  @Test
  void theLastOfManyParametersCounts() {
    String token = service.issue("victim");

    assertThat(
            delete("token=" + token + "&identity=victim" + "&a".repeat(1_100) + "&identity=me")
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void aSecretAloneIsNoIdentityAndIsInNoEvent() throws Exception {
    String token = service.issue("billing");
    String secret = token.substring(token.length() - 49, token.length() - 6);

    assertThat(service.post("{\"identity\": \"" + secret + "\"}").statusCode()).isEqualTo(400);
    assertThat(service.delete(secret, token).statusCode()).isEqualTo(404);
    assertThat(service.delete(secret, "nonsense").statusCode()).isEqualTo(404);
    assertThat(delete("identity=" + secret).statusCode()).isEqualTo(422);

    awaitReasons("", "bad_request", "no_live_token", "not_a_token", "missing_parameter");
    assertThat(service.eventLines()).noneMatch(line -> line.contains(secret));
  }

  @Test
  void anIdentityIsOneTextHoweverItIsComposed() throws Exception {
    HttpResponse<String> issued = service.post("{\"identity\": \"so\u0308ns\"}");

    assertThat(Service.json(issued).get("identity").asText()).isEqualTo("s\u00f6ns");
    assertThat(Service.json(issued).at("/warnings/0").asText()).contains("NFC");
    String token = Service.json(issued).get("token").asText();
    HttpResponse<String> revoked = service.delete("so\u0308ns", token);
    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(service.delete("s\u00f6ns", service.issue("so\u0308ns")).statusCode())
        .isEqualTo(200);
    awaitReasons("", "", "", "");
    assertThat(service.events())
        .extracting(e -> e.at("/entity/data/identity").asText())
        .containsOnly("s\u00f6ns");
  }

  @Test
  void whatAnEarlierBuildHasIssuedCanBeRevokedByTheIdentityThatItHas() throws Exception {
    for (String old : List.of("so\u0308ns", "zero\u200bwidth", "no\u00a0break", " blank ")) {
      JsonNode issued = Service.json(service.post("{\"identity\": \"billing\"}"));
      String token = issued.get("token").asText();
      try (Connection connection = Jdbc.connect(DatabaseUrl.parse(database));
          PreparedStatement update =
              connection.prepareStatement(
                  "update tallystick.token set identity = ? where id = ?")) {
        update.setString(1, old);
        update.setObject(2, UUID.fromString(issued.get("id").asText()));
        assertThat(update.executeUpdate()).isEqualTo(1);
      }

      assertThat(service.delete("billing", token).statusCode()).isEqualTo(404);
      assertThat(service.delete(old, token).statusCode()).as(old).isEqualTo(200);
    }
  }

  @Test
  void aFieldThatIsUnknownIsWarnedOf() {
    HttpResponse<String> response =
        service.post("{\"identity\": \"billing\", \"expire_in\": 60, \"a\\nb\": 1}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Service.json(response).get("warnings"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "the field expire_in is unknown and was ignored; the fields are identity, expiration,"
                + " expires_in, label and metadata",
            "the field a\\u{a}b is unknown and was ignored; the fields are identity, expiration,"
                + " expires_in, label and metadata");
  }

  @Test
  void aWarningRepeatsNoSecret() {
    String token = service.issue("billing");

    HttpResponse<String> response =
        service.post("{\"identity\": \"billing\", \"" + token + "\": 1}");

    assertThat(Service.json(response).at("/warnings/0").asText()).contains("tally_[redacted]");
  }

  private HttpResponse<String> delete(String query) {
    return service.send(service.request(PATH + "?" + query).DELETE().build());
  }

  private String post(String... headers) throws Exception {
    String all = String.join("\r\n", headers) + "\r\nContent-Length: 2";
    return RawHttp.send(service, RawHttp.request("POST " + PATH + " HTTP/1.1", all) + "{}");
  }

  /** Waits for events with these reasons, in this order; an empty one for what was done. */
  private void awaitReasons(String... reasons) {
    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .extracting(e -> e.path("status_code").asText())
                    .containsExactly(reasons));
  }
}
