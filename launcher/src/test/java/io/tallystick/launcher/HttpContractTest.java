package io.tallystick.launcher;

import static io.tallystick.launcher.Service.PATH;
import static io.tallystick.launcher.Service.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract with callers, seen through HTTP on the whole service. */
class HttpContractTest {

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

  @Test
  void anIssueAnswersWithTheTokenItsIdentityItsIdAndItsExpiration() {
    Instant before = now();
    HttpResponse<String> response = service.post("{\"identity\": \"billing\"}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    JsonNode body = json(response);
    assertThat(body.fieldNames())
        .toIterable()
        .containsExactly("token", "identity", "id", "expiration");
    assertThat(body.get("token").asText()).matches("tally_[0-9A-Za-z]{71}");
    assertThat(body.get("identity").asText()).isEqualTo("billing");
    assertThat(UUID.fromString(body.get("id").asText()).version()).isEqualTo(7);
    assertThat(Instant.parse(body.get("expiration").asText()))
        .isBetween(before.plus(90, ChronoUnit.DAYS), Instant.now().plus(90, ChronoUnit.DAYS));
  }

  @Test
  void anExpirationIsADateTimeOrUnixSecondsOrSecondsFromNow() {
    Instant expiry = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);

    for (String field :
        List.of(
            "\"expiration\": \"" + expiry + "\"",
            "\"expiration\": \"" + expiry.toString().replace("Z", "+00:00") + "\"",
            "\"expiration\": \"" + expiry.toString().toLowerCase(java.util.Locale.ROOT) + "\"",
            "\"expiration\": " + expiry.getEpochSecond(),
            "\"expiration\": " + expiry.getEpochSecond() + ", \"expires_in\": null")) {
      assertThat(expirationOf(field)).as(field).isEqualTo(expiry);
    }
    Instant before = now();
    assertThat(expirationOf("\"expires_in\": 3600"))
        .isBetween(before.plusSeconds(3_600), Instant.now().plusSeconds(3_600));
  }

  private static Instant expirationOf(String field) {
    JsonNode body = json(service.post("{\"identity\": \"billing\", " + field + "}"));
    return Instant.parse(body.get("expiration").asText());
  }

  /** To the millisecond, as expirations are. */
  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "nonsense"
      })
  void aBodyIsReadAsJsonWhateverItsContentTypeSays(String contentType) {
    HttpResponse<String> response =
        service.send(
            service
                .request(PATH)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString("{\"identity\": \"billing\"}"))
                .build());

    assertThat(response.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                              | the body is empty
          {                                               | the body is not JSON
          {"identity": "a"} x                             | the body is not JSON
          []                                              | must be a JSON object
          "identity"                                      | must be a JSON object
          null                                            | must be a JSON object
          {}                                              | identity is missing
          {"identity": null}                              | identity is missing
          {"identity": 7}                                 | identity must be a string
          {"identity": ["a"]}                             | identity must be a string
          {"identity": ""}                                | identity is empty
          {"identity": " \\t "}                           | identity is empty
          {"identity": "a\\u0000b"}                       | control character U+0000
          {"identity": "a\\nb"}                           | control character U+000A
          {"identity": "a\\u2028b"}                       | control character U+2028
          {"identity": "a\\ud800b"}                       | half of a surrogate pair
          {"identity": "a", "expiration": 3600}           | expires_in takes seconds from now
          {"identity": "a", "expiration": -1}             | 1969-12-31T23:59:59Z
          {"identity": "a", "expiration": "2020-01-01T00:00:00Z"} | is not in the future
          {"identity": "a", "expiration": 1577836800}     | is not in the future: it is 2020-01-01
          {"identity": "a", "expiration": "2999-01-01T00:00:00Z"} | at most 31622400 seconds
          {"identity": "a", "expiration": "tomorrow"}     | no date-time with an offset
          {"identity": "a", "expiration": "2030-01-01"}   | no date-time with an offset
          {"identity": "a", "expiration": "2030-01-01T00:00:00"} | no date-time with an offset
          {"identity": "a", "expiration": true}           | must be a date-time
          {"identity": "a", "expiration": 1e400}          | too large
          {"identity": "a", "expires_in": 1e18}           | too large
          {"identity": "a", "expires_in": 31622401}       | at most 31622400 seconds
          {"identity": "a", "expires_in": 0}              | more than 0 seconds
          {"identity": "a", "expires_in": -3}             | more than 0 seconds
          {"identity": "a", "expires_in": "3600"}         | must be a number of seconds
          {"identity": "a", "expiration": 4102444800, "expires_in": 5} | not both
          """)
  void aBadBodyGets400AndASentenceThatHelps(String body, String help) {
    HttpResponse<String> response = service.post(body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("detail").asText()).contains(help);
  }

  @Test
  void noBodyAtAllGets400() {
    HttpResponse<String> response =
        service.send(service.request(PATH).POST(BodyPublishers.noBody()).build());

    assertThat(response.statusCode()).isEqualTo(400);
  }

  @Test
  void anIdentityHasAtMost255CharactersAndMayBeOfAnyScript() {
    assertThat(service.post("{\"identity\": \"" + "a".repeat(255) + "\"}").statusCode())
        .isEqualTo(200);
    assertThat(service.post("{\"identity\": \"" + "🧾".repeat(255) + "\"}").statusCode())
        .isEqualTo(200);
    HttpResponse<String> tooLong = service.post("{\"identity\": \"" + "a".repeat(256) + "\"}");
    assertThat(tooLong.statusCode()).isEqualTo(400);
    assertThat(json(tooLong).get("detail").asText()).contains("256 characters; at most 255");
  }

  @Test
  void aTokenIsNoIdentity() {
    String token = service.issue("billing");

    for (String identity : List.of(token, token.substring(0, token.length() - 3), "my " + token)) {
      HttpResponse<String> response = service.post("{\"identity\": \"" + identity + "\"}");
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("looks like a token").doesNotContain(token);
    }
  }

  @Test
  void aRevokeAnswersWithTheTokenAndItsIdentity() {
    String token = service.issue("bill & söns+1");

    HttpResponse<String> response = service.delete("bill & söns+1", token);

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode body = json(response);
    assertThat(body.fieldNames()).toIterable().containsExactly("token", "identity");
    assertThat(body.get("token").asText()).isEqualTo(token);
    assertThat(body.get("identity").asText()).isEqualTo("bill & söns+1");
  }

  @Test
  void thereIsOneAnswerForEveryTokenThatIsNotLive() {
    String revoked = service.issue("billing");
    service.delete("billing", revoked);
    String others = service.issue("shipping");
    JsonNode shortLived = json(service.post("{\"identity\": \"billing\", \"expires_in\": 0.5}"));
    String expired = shortLived.get("token").asText();
    Instant end = Instant.parse(shortLived.get("expiration").asText());
    await().until(() -> Instant.now().isAfter(end));
    String mistyped =
        others.substring(0, 20) + (others.charAt(20) == 'x' ? 'y' : 'x') + others.substring(21);

    for (String token : List.of(revoked, others, expired, mistyped, "nonsense", "")) {
      HttpResponse<String> response = service.delete("billing", token);
      assertThat(response.statusCode()).as(token).isEqualTo(404);
      assertThat(response.body())
          .isEqualTo("{\"detail\":\"No live token of that identity matches.\"}");
    }
    assertThat(service.delete("shipping", others).statusCode()).isEqualTo(200);
  }

  @Test
  void aMissingParameterGets422AsFromFastApi() {
    HttpResponse<String> both = service.send(service.request(PATH).DELETE().build());
    HttpResponse<String> one = service.send(service.request(PATH + "?identity=a").DELETE().build());

    assertThat(both.statusCode()).isEqualTo(422);
    assertThat(json(both))
        .isEqualTo(
            json(
                """
                {"detail": [
                  {"loc": ["query", "identity"], "msg": "Field required", "type": "missing"},
                  {"loc": ["query", "token"], "msg": "Field required", "type": "missing"}]}
                """));
    assertThat(one.statusCode()).isEqualTo(422);
    assertThat(json(one).at("/detail/0/loc/1").asText()).isEqualTo("token");
  }

  @Test
  void everyOtherErrorIsJsonToo() throws Exception {
    assertDetail(service.get("/nowhere"), 404, "Not Found");
    HttpResponse<String> wrongMethod = service.get(PATH);
    assertDetail(wrongMethod, 405, "Method Not Allowed");
    assertThat(wrongMethod.headers().firstValue("Allow")).contains("POST, DELETE, OPTIONS");
    assertDetail(service.post(" ".repeat(20_000)), 413, "at most 16384 bytes");
    assertDetail(service.get("/" + "a".repeat(5_000)), 414, "URL is too long");
    assertDetail(
        service.send(service.request("/health").header("X-Long", "a".repeat(9_000)).build()),
        431,
        "headers are too long");
    assertThat(raw("DELETE " + PATH + "?identity=%zz&token=a HTTP/1.1", "Host: a"))
        .startsWith("HTTP/1.1 400 ")
        .contains("{\"detail\":");
    assertThat(raw("GET /%zz HTTP/1.1", "Host: a"))
        .startsWith("HTTP/1.1 400 ")
        .contains("{\"detail\":");
    assertThat(raw("GARBAGE")).contains(" 400 ").contains("{\"detail\":");
  }

  @Test
  void http2WithoutTlsIsServedLikeHttp1() throws Exception {
    HttpRequest.Builder issue =
        service
            .request(PATH)
            .version(HttpClient.Version.HTTP_2)
            .POST(BodyPublishers.ofString("{\"identity\": \"billing\"}"));
    HttpRequest.Builder longUrl =
        service.request("/" + "a".repeat(5_000)).version(HttpClient.Version.HTTP_2);

    // Only the first request of a connection can change the version.
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<String> issued = client.send(issue.build(), BodyHandlers.ofString());
    assertThat(issued.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(issued.statusCode()).isEqualTo(200);
    assertDetail(client.send(longUrl.build(), BodyHandlers.ofString()), 414, "URL is too long");
  }

  @Test
  void aBodySentInChunksHasTheSameBound() {
    HttpResponse<String> response =
        service.send(
            service
                .request(PATH)
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(new byte[50_000])))
                .build());

    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void theContractAndItsPageAreServedFromHere() {
    assertThat(json(service.get("/openapi.json")).get("openapi").asText()).startsWith("3.1");
    HttpResponse<String> page = service.get("/docs");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.body()).contains("swagger-ui").doesNotContain("http://", "https://", "//cdn");
    for (String part : List.of("start.js", "swagger-ui.css", "swagger-ui-bundle.js")) {
      assertThat(page.body()).contains("\"/docs/" + part + "\"");
      assertThat(service.get("/docs/" + part).statusCode()).as(part).isEqualTo(200);
    }
  }

  @Test
  void headIsAnsweredLikeGetWithoutTheContent() throws Exception {
    for (String path : List.of("/openapi.json", "/docs", "/health", "/live", "/metrics")) {
      String[] head = raw("HEAD " + path + " HTTP/1.1", "Host: a").split("\r\n\r\n", -1);
      HttpResponse<String> get = service.get(path);

      assertThat(head).as(path).hasSize(2);
      assertThat(head[0]).startsWith("HTTP/1.1 200 ");
      assertThat(head[1]).isEmpty();
      get.headers()
          .firstValue("Content-Type")
          .ifPresent(type -> assertThat(head[0]).containsIgnoringCase("content-type: " + type));
    }
    assertThat(raw("HEAD " + PATH + " HTTP/1.1", "Host: a")).startsWith("HTTP/1.1 405 ");
  }

  @Test
  void optionsNamesTheMethodsOfAPath() throws Exception {
    assertThat(raw("OPTIONS " + PATH + " HTTP/1.1", "Host: a"))
        .startsWith("HTTP/1.1 204 ")
        .containsIgnoringCase("allow: POST, DELETE, OPTIONS\r\n");
    assertThat(raw("OPTIONS /docs HTTP/1.1", "Host: a"))
        .startsWith("HTTP/1.1 204 ")
        .containsIgnoringCase("allow: GET, HEAD, OPTIONS\r\n");
    assertThat(raw("OPTIONS /nowhere HTTP/1.1", "Host: a")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void theRootLeadsToTheDocumentation() throws Exception {
    assertThat(raw("GET / HTTP/1.1", "Host: a"))
        .startsWith("HTTP/1.1 302 ")
        .containsIgnoringCase("location: /docs\r\n");
  }

  @Test
  void theDocumentationIsNotFramedAndHasTheVersionOfTheService() throws Exception {
    HttpResponse<String> page = service.get("/docs");

    assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).contains("frame-ancestors 'none'"));
    assertThat(json(service.get("/openapi.json")).at("/info/version").asText())
        .isEqualTo(Repository.version());
  }

  @Test
  void theExampleInTheDocumentationSucceeds() {
    JsonNode example =
        json(service.get("/openapi.json"))
            .at("/paths/~1v1~1api_access_token/post/requestBody/content/application~1json/example");

    assertThat(service.post(example.toString()).statusCode()).isEqualTo(200);
  }

  @Test
  void itSaysThatItIsHealthy() {
    HttpResponse<String> response = service.get("/health");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"status\":\"ok\",\"store\":\"ok\",\"audit\":\"ok\"}");
  }

  @Test
  void everyAttemptBecomesAnEvent() throws Exception {
    String marker = "marked-" + UUID.randomUUID();
    String token = service.issue(marker);
    service.delete(marker, token);
    service.delete(marker, token);
    service.delete(marker, "mistyped");
    service.post("{\"identity\": \"" + marker + "\", \"expires_in\": 0}");
    service.send(service.request(PATH + "?identity=" + marker).DELETE().build());

    await()
        .untilAsserted(
            () ->
                assertThat(service.events())
                    .filteredOn(e -> marker.equals(e.at("/entity/data/identity").asText()))
                    .extracting(
                        e ->
                            e.get("activity_name").asText()
                                + " "
                                + e.get("status").asText()
                                + " "
                                + e.path("status_code").asText()
                                + " "
                                + e.path("status_detail").asText())
                    .containsExactly(
                        "Create Success  ",
                        "Delete Success  ",
                        "Delete Failure no_live_token ",
                        "Delete Failure not_a_token ",
                        "Create Failure bad_request expiry_past",
                        "Delete Failure missing_parameter "));
    List<JsonNode> events = service.events();
    assertThat(events)
        .extracting(e -> e.at("/metadata/sequence").asInt())
        .isEqualTo(java.util.stream.IntStream.rangeClosed(1, events.size()).boxed().toList());
  }

  @Test
  void anEventHasTheCallersOwnRequestIdBesideThatOfTheService() throws Exception {
    String identity = "traced-" + UUID.randomUUID();
    service.send(
        service
            .request(PATH)
            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .header("User-Agent", "probe/1.0 " + "x".repeat(500))
            .POST(BodyPublishers.ofString("{\"identity\": \"" + identity + "\"}"))
            .build());

    await().until(() -> service.events().stream().anyMatch(e -> e.toString().contains(identity)));
    JsonNode event =
        service.events().stream().filter(e -> e.toString().contains(identity)).findAny().get();
    assertThat(event.at("/metadata/correlation_uid").asText())
        .isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(event.at("/http_request/uid").asText()).matches("[0-9a-f-]{36}");
    assertThat(event.at("/http_request/user_agent").asText()).isEqualTo("probe/1.0 [redacted]");
    assertThat(event.at("/src_endpoint/ip").asText()).isEqualTo("127.0.0.1");
  }

  private static void assertDetail(HttpResponse<String> response, int status, String detail) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(json(response).get("detail").asText()).contains(detail);
  }

  private static String raw(String line, String... headers) throws Exception {
    return RawHttp.send(service, RawHttp.request(line, headers));
  }
}
