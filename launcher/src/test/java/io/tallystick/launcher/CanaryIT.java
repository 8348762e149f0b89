package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testing.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokens sent in every place that a request has, right and wrong; then a search for their secrets
 * in every byte that the service has left behind.
 */
class CanaryIT {

  // Of 43 digits, so much that the rest could be guessed.
  private static final int TELLING_DIGITS = 36;

  @TempDir Path directory;

  @Test
  void noTokenIsLeftAnywhere() throws Exception {
    List<String> tokens = new ArrayList<>();
    String marker = "canary-identity";
    try (ServiceProcess service =
        ServiceProcess.start(
            directory,
            "-Dtallystick.audit.console=true",
            "-Dtallystick.api.operators=canary-operator")) {
      String operator = operator();
      tokens.add(operator);
      for (int i = 0; i < 20; i++) {
        tokens.add(service.issue(marker));
      }
      tokens.add(issueWithKey(service, marker));
      service.delete(marker, tokens.get(1));
      List<Integer> statuses = new ArrayList<>();
      int token = 2;
      // The public id of a token, as it is in its text.
      String id = tokens.get(3).substring(6, 28);
      List<String> places = PLACES.stream().map(place -> place.replace("LIVE_ID", id)).toList();
      for (String place : places) {
        for (String form : List.of("%s", "%sx", "x%s")) {
          String text = form.formatted(tokens.get(token++ % tokens.size()));
          statuses.add(raw(service, place.replace("TOKEN", text).replace("OPERATOR", operator)));
        }
        String escaped = tokens.get(token++ % tokens.size()).replace("_", "%5F");
        statuses.add(raw(service, place.replace("TOKEN", escaped).replace("OPERATOR", operator)));
        String secret = secret(tokens.get(token++ % tokens.size()));
        statuses.add(raw(service, place.replace("TOKEN", secret).replace("OPERATOR", operator)));
      }
      assertThat(statuses).contains(200, 400, 401, 403, 404, 405, 413, 414, 422, 431);
      assertThat(statuses).doesNotContain(500, 503);
      // All events are in the files, and so is what the searches below would find.
      await()
          .until(
              () ->
                  service.eventLines().size()
                      == service.number("select seq from tallystick.audit_head"));
      assertThat(service.query("select identity from tallystick.token")).contains(marker);
      assertNoSecret("a text column", databaseText(service), tokens);
      assertNoSecret("the metrics", List.of(service.get("/metrics").body()), tokens);
      assertThat(service.stdout()).contains(marker);
    }

    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.filter(Files::isRegularFile).filter(f -> !isProgram(f)).toList();
    }
    assertThat(files)
        .extracting(f -> f.getFileName().toString())
        .contains("stdout.log", "stderr.log", "server.log", "PG_VERSION")
        .anyMatch(name -> name.startsWith("events-"));
    Path serverKey = directory.resolve("data/idempotency.key");
    for (Path file : files) {
      assertNoSecret(
          file.toString(),
          List.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)),
          tokens);
      assertThat(
              file.equals(serverKey)
                  || !Files.readString(file, StandardCharsets.ISO_8859_1)
                      .contains(Files.readString(serverKey).strip()))
          .as("%s has no server key", file)
          .isTrue();
    }
  }

  /** Requests, a line each for lines of theirs, with TOKEN in every place there is. */
  private static final List<String> PLACES =
      List.of(
          "GET /TOKEN HTTP/1.1\nHost: a",
          "GET /v1/api_access_token/TOKEN HTTP/1.1\nHost: a",
          "GET /health?token=TOKEN HTTP/1.1\nHost: a",
          "PUT /v1/api_access_token?token=TOKEN HTTP/1.1\nHost: a",
          "DELETE /v1/api_access_token?token=TOKEN HTTP/1.1\nHost: a",
          "DELETE /v1/api_access_token?identity=TOKEN HTTP/1.1\nHost: a",
          "DELETE /v1/api_access_token?identity=TOKEN&token=TOKEN HTTP/1.1\nHost: a",
          "DELETE /v1/api_access_token?identity=other&token=TOKEN HTTP/1.1\nHost: a",
          "DELETE /v1/api_access_token?identity=%zz&token=TOKEN HTTP/1.1\nHost: a",
          "DELETE /v1/api_access_token?identity=other&token=TOKEN#TOKEN HTTP/1.1\nHost: a",
          "DELETE /TOKEN/%zz HTTP/1.1\nHost: a",
          "GET /health HTTP/1.1\nHost: TOKEN",
          "GET /health HTTP/1.1\nHost: a\nTOKEN: a",
          "GET /health HTTP/1.1\nHost: a\nTOKEN",
          "TOKEN /health HTTP/1.1\nHost: a",
          "TOKEN",
          "GET /health TOKEN/1.1\nHost: a",
          "GET /health HTTP/1.1\nHost: a\nContent-Length: TOKEN",
          "GET /health HTTP/1.1\nHost: a\nTransfer-Encoding: TOKEN",
          "GET /health HTTP/1.1\nHost: a\nX-Long: TOKEN" + "x".repeat(9_000),
          "GET /" + "x".repeat(5_000) + "TOKEN HTTP/1.1\nHost: a",
          post("{\"identity\": \"TOKEN\"}"),
          post("{\"identity\": \"canary\", \"TOKEN\": \"TOKEN\"}"),
          post("{\"identity\": \"canary\", \"expiration\": \"TOKEN\"}"),
          post("{\"identity\": \"canary\", \"expires_in\": \"TOKEN\"}"),
          post("{\"identity\": TOKEN}"),
          post("[\"TOKEN\"]"),
          post("TOKEN"),
          post("{\"identity\": \"canary\", \"label\": \"TOKEN\"}"),
          post("{\"identity\": \"canary\", \"metadata\": {\"TOKEN\": \"a\"}}"),
          post("{\"identity\": \"canary\", \"metadata\": {\"a\": \"TOKEN\"}}"),
          post("{\"identity\": \"canary-operator\"}")
              .replace("a\n", "a\nAuthorization: Bearer TOKEN\n"),
          "GET /v1/tokens?identity=canary-identity HTTP/1.1\nHost: a\nAuthorization: Bearer TOKEN",
          "DELETE /v1/tokens/TOKEN HTTP/1.1\nHost: a\nAuthorization: Bearer TOKEN",
          asOperator("GET /v1/tokens?identity=canary-identity"),
          asOperator("GET /v1/tokens?identity=TOKEN"),
          asOperator("GET /v1/tokens?identity=canary-identity&state=TOKEN"),
          asOperator("GET /v1/tokens?identity=canary-identity&limit=TOKEN"),
          asOperator("GET /v1/tokens?identity=canary-identity&cursor=TOKEN"),
          asOperator("GET /v1/tokens?TOKEN=TOKEN"),
          asOperator("GET /v1/tokens/TOKEN"),
          asOperator("DELETE /v1/tokens/TOKEN"),
          asOperator("POST /v1/tokens/TOKEN/rotate") + "\nContent-Length: LENGTH\n\nTOKEN",
          asOperator("POST /v1/tokens/LIVE_ID/rotate")
              + "\nContent-Length: LENGTH\n\n{\"grace\": 600}",
          asOperator("POST /v1/tokens/LIVE_ID/rotate")
              + "\nContent-Length: LENGTH\n\n{\"grace\": 600, \"label\": \"TOKEN\"}",
          asOperator("POST /v1/tokens/LIVE_ID/rotate")
              + "\nContent-Length: LENGTH\n\n{\"grace\": 60, \"TOKEN\": \"a\"}",
          asOperator("DELETE /v1/tokens?identity=TOKEN"),
          asOperator("DELETE /v1/tokens?identity=canary-nobody&state=TOKEN"),
          asOperator("DELETE /v1/tokens?TOKEN=TOKEN"),
          "DELETE /v1/tokens?identity=TOKEN HTTP/1.1\nHost: a\nAuthorization: Bearer TOKEN",
          post("TOKEN" + "x".repeat(20_000)),
          "POST /v1/api_access_token HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\nTOKEN\r\n0\r\n\r\n",
          post("{\"identity\": \"canary\"}").replace("a\n", "a\nIdempotency-Key: TOKEN\n"),
          post("{\"identity\": \"canary\", \"label\": \"TOKEN\"}")
              .replace("a\n", "a\nIdempotency-Key: \"TOKEN\"\n"),
          post("{\"identity\": \"canary\"}").replace("a\n", "a\nIdempotency-Key: a TOKEN\n"),
          batch("{\"operations\": [{\"issue\": {\"identity\": \"TOKEN\", \"TOKEN\": 1}}]}"),
          batch(
              "{\"operations\": [{\"revoke\": {\"id\": \"TOKEN\"}}, {\"revoke\": {\"TOKEN\": 1}}]}"),
          batch("{\"operations\": [{\"TOKEN\": {}}], \"TOKEN\": \"TOKEN\"}"),
          batch("{\"operations\": [{\"revoke\": {\"token\": \"TOKEN\"}}]}"),
          batch("TOKEN"),
          imports("{\"tokens\": [{\"identity\": \"canary\", \"sha256\": \"TOKEN\"}]}"),
          imports("{\"tokens\": [{\"identity\": \"canary\", \"token\": \"TOKEN\"}]}"),
          imports("{\"tokens\": [{\"identity\": \"TOKEN\", \"TOKEN\": 1}, \"TOKEN\"]}"),
          imports("{\"TOKEN\": []}"),
          imports("TOKEN"),
          form("/v1/introspect", "token=TOKEN"),
          form("/v1/introspect", "token=TOKEN&token=TOKEN&TOKEN=TOKEN"),
          form("/v1/introspect?token=TOKEN", "TOKEN"),
          form("/v1/introspect?token=TOKEN&a=%zz", "token=%zz&a=TOKEN"),
          "GET /TOKEN%zz HTTP/1.1\nHost: a",
          form("/v1/revoke", "token=TOKEN&TOKEN"),
          form("/v1/revoke", "{\"token\": \"TOKEN\"}"),
          "GET /v1/authorize HTTP/1.1\nHost: a\nAuthorization: Bearer TOKEN",
          "GET /v1/authorize?token=TOKEN HTTP/1.1\nHost: a\nAuthorization: Basic TOKEN",
          "GET /v1/authorize/TOKEN HTTP/1.1\nHost: a\nAuthorization: TOKEN",
          "GET /v1/revocations?after=TOKEN&TOKEN HTTP/1.1\nHost: a",
          "GET /v1/revocations HTTP/1.1\nHost: a\nAccept: text/event-stream\nLast-Event-ID: TOKEN",
          withHeader("User-Agent: TOKEN"),
          withHeader("User-Agent: curl/8.0 (TOKEN) TOKEN"),
          withHeader("X-Request-ID: TOKEN"),
          withHeader("traceparent: 00-TOKEN-b7ad6b7169203331-01"),
          withHeader("X-Forwarded-For: TOKEN"),
          withHeader("Forwarded: for=TOKEN"),
          withHeader("Origin: TOKEN"),
          withHeader("Sec-Fetch-Site: TOKEN"),
          withHeader("Host: TOKEN"),
          withHeader("Authorization: Bearer TOKEN"),
          withHeader("Cookie: token=TOKEN"),
          withHeader("Referer: http://a/?token=TOKEN"),
          withHeader("Content-Type: TOKEN"),
          withHeader("Expect: TOKEN"),
          withHeader("Upgrade: TOKEN\nConnection: Upgrade"));

  private static String post(String body) {
    return "POST /v1/api_access_token HTTP/1.1\nHost: a\nContent-Length: LENGTH\n\n" + body;
  }

  private static String batch(String body) {
    return asOperator("POST /v1/tokens/batch") + "\nContent-Length: LENGTH\n\n" + body;
  }

  private static String imports(String body) {
    return batch(body).replace("/batch", "/import");
  }

  private static String asOperator(String request) {
    return request + " HTTP/1.1\nHost: a\nAuthorization: Bearer OPERATOR";
  }

  /** The token of an operator, from the command beside the service. */
  private String operator() {
    return CommandRun.of(
            "token",
            "issue",
            "--identity=canary-operator",
            "-Dtallystick.data.dir=" + directory.resolve("data"))
        .out()
        .strip();
  }

  /** A token that is derived from the server key. */
  private static String issueWithKey(ServiceProcess service, String identity) {
    return RunningService.json(
            service.send(
                service
                    .request(RunningService.PATH)
                    .header("Idempotency-Key", "canary")
                    .POST(BodyPublishers.ofString("{\"identity\": \"" + identity + "\"}"))
                    .build()))
        .get("token")
        .asText();
  }

  private static String form(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\nHost: a\nContent-Type: application/x-www-form-urlencoded"
        + "\nContent-Length: LENGTH\n\n"
        + body;
  }

  private static String withHeader(String header) {
    return "DELETE /v1/api_access_token?identity=other HTTP/1.1\nHost: a\n" + header;
  }

  /** Sends bytes as they are, and returns the answer's status; 0 where the connection is closed. */
  private static int raw(ServiceProcess service, String request) throws IOException {
    String[] headAndBody = request.split("\n\n", 2);
    String body = headAndBody.length == 2 ? headAndBody[1] : "";
    String head = headAndBody[0].replace("LENGTH", String.valueOf(body.length()));
    String text = head.replace("\n", "\r\n") + "\r\n\r\n" + body;
    try (Socket socket = new Socket(service.uri("/").getHost(), service.uri("/").getPort())) {
      // Each request is a whole one, so that it is answered or the connection closed.
      socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String statusLine = in.readLine();
      return statusLine == null ? 0 : Integer.parseInt(statusLine.split(" ", 3)[1]);
    } catch (java.net.SocketException e) {
      return 0;
    }
  }

  private static List<String> databaseText(ServiceProcess service) throws Exception {
    List<String> texts = new ArrayList<>();
    for (String table :
        service.query(
            "select table_schema || '.' || table_name from information_schema.tables"
                + " where table_schema = 'tallystick'")) {
      texts.addAll(service.query("select t::text from " + table + " t"));
    }
    assertThat(texts).anyMatch(row -> row.contains("canary-identity"));
    return texts;
  }

  private static void assertNoSecret(String place, List<String> texts, List<String> tokens) {
    for (String token : tokens) {
      String secret = secret(token);
      for (int i = 0; i + TELLING_DIGITS <= secret.length(); i++) {
        String part = secret.substring(i, i + TELLING_DIGITS);
        assertThat(texts).as("%s holds a part of a token", place).noneMatch(t -> t.contains(part));
      }
    }
  }

  private static String secret(String token) {
    return token.substring(token.length() - 6 - 43, token.length() - 6);
  }

  private static boolean isProgram(Path file) {
    return file.toString().contains("/programs-");
  }
}
