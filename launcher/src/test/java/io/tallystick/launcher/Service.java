package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.config.SettingsLoader;
import io.tallystick.launcher.node.Node;
import io.tallystick.testing.EventSchema;
import io.tallystick.testing.TestPostgres;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A whole service inside the test's JVM, and its callers. */
final class Service implements AutoCloseable {

  static final String PATH = "/v1/api_access_token";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Node node;
  private final Path data;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Service(Node node, Path data) {
    this.node = node;
    this.data = data;
  }

  /** Starts a service on a database of its own. */
  static Service start(Path data, Map<String, String> settings) throws Exception {
    Properties properties = new Properties();
    properties.put("tallystick.store.url", TestPostgres.shared().newDatabase());
    properties.put("tallystick.data.dir", data.toString());
    properties.put("tallystick.api.port", "0");
    settings.forEach((key, value) -> properties.put("tallystick." + key, value));
    return new Service(
        Node.start(SettingsLoader.load(null, Map.of(), properties), InstantSource.system()), data);
  }

  URI uri(String pathAndQuery) {
    return URI.create(node.address() + pathAndQuery);
  }

  HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(uri(pathAndQuery)).timeout(Duration.ofSeconds(20));
  }

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
    return send(
        request(PATH + "?identity=" + encode(identity) + "&token=" + encode(token))
            .DELETE()
            .build());
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  /** Issues a token and returns it. */
  String issue(String identity) {
    return json(post("{\"identity\": \"" + identity + "\"}")).get("token").asText();
  }

  /** The lines of the event log. */
  List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : eventLines(data.resolve("audit"))) {
      assertThat(EventSchema.faults(line)).as(line).isEmpty();
      events.add(JSON.readTree(line));
    }
    return events;
  }

  /** The lines of an event log, of compressed files too. */
  static List<String> eventLines(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*\\.jsonl(\\.gz)?")).sorted().toList()) {
        try (InputStream bytes = Files.newInputStream(file);
            InputStream plain =
                file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
          new String(plain.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add);
        }
      }
    }
    return lines;
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
  public void close() {
    node.stop();
  }
}
