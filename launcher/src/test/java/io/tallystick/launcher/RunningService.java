package io.tallystick.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.testing.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A whole service, and what its callers and reviewers can do with it: in the test's own JVM ({@link
 * Service}), or in a process of its own ({@link ServiceProcess}).
 */
abstract class RunningService implements AutoCloseable {

  static final String PATH = "/v1/api_access_token";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path log;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * A service.
   *
   * @param data its data directory
   */
  RunningService(Path data) {
    this.log = data.resolve("audit");
  }

  /** Where HTTP is served. */
  abstract URI uri(String pathAndQuery);

  HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(uri(pathAndQuery)).timeout(Eventually.LIMIT);
  }

  /** The answer; an {@link UncheckedIOException} if there is none. */
  HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> post(String body) {
    return send(request(PATH).POST(BodyPublishers.ofString(body)).build());
  }

  HttpResponse<String> delete(String identity, String token) {
    return send(request(tokenQuery(identity, token)).DELETE().build());
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  /** The status that a path is answered with. */
  int status(String path) {
    return get(path).statusCode();
  }

  /** Issues a token and returns it. */
  String issue(String identity) {
    return json(post("{\"identity\": \"" + identity + "\"}")).get("token").asText();
  }

  /** The lines of its event log. */
  List<String> eventLines() throws IOException {
    return eventLines(log);
  }

  /**
   * The lines of an event log, of compressed files too. What is not ended yet is no line: the
   * service may be writing it.
   */
  static List<String> eventLines(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*\\.jsonl(\\.gz)?")).sorted().toList()) {
        try (InputStream bytes = Files.newInputStream(file);
            InputStream plain =
                file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
          String text = new String(plain.readAllBytes(), StandardCharsets.UTF_8);
          text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(lines::add);
        }
      }
    }
    return lines;
  }

  static String tokenQuery(String identity, String token) {
    return PATH + "?identity=" + encode(identity) + "&token=" + encode(token);
  }

  static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public abstract void close();
}
