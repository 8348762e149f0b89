package io.tallystick.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where tests find their PostgreSQL if a container engine answers that has no image. */
class TestPostgresTest {

  @TempDir Path directory;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private HttpServer engine;

  /** What runs in a JVM of its own, beside the engine. */
  public static void main(String[] args) {
    System.out.println(TestPostgres.shared().newDatabase());
  }

  @BeforeEach
  void anEngineWithoutImagesAndWithoutANetwork() throws IOException {
    engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    engine.createContext("/", this::answer);
    engine.start();
  }

  @AfterEach
  void stop() {
    engine.stop(0);
  }

  @Test
  void anEngineWithoutTheImageIsTakenForAbsentAndThatIsSaid() throws Exception {
    assertThat(run()).isZero();

    assertThat(output())
        .containsOnlyOnce(
            "Tests run on PostgreSQL from embedded binaries, since the container engine does not"
                + " give postgres:18")
        .contains("postgresql://postgres:postgres@127.0.0.1:");
    assertThat(asked).anyMatch(request -> request.contains("/images/create"));
  }

  @Test
  void itIsNotAskedIfTheEmbeddedOneIsWanted() throws Exception {
    assertThat(run("-Dtest.postgres=embedded")).isZero();

    assertThat(output()).contains("from embedded binaries, as test.postgres says");
    assertThat(asked).isEmpty();
  }

  @Test
  void nothingElseIsTakenIfAContainerIsWanted() throws Exception {
    assertThat(run("-Dtest.postgres=container")).isNotZero();

    assertThat(output()).contains("no network").doesNotContain("embedded binaries");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(exchange.getRequestMethod() + " " + path);
    if (path.endsWith("/_ping")) {
      send(exchange, 200, "OK");
    } else if (path.endsWith("/info")) {
      send(
          exchange,
          200,
          "{\"ID\": \"none\", \"OSType\": \"linux\", \"ServerVersion\": \"28.0\", \"MemTotal\": 1,"
              + " \"OperatingSystem\": \"none\"}");
    } else if (path.endsWith("/version")) {
      send(exchange, 200, "{\"ApiVersion\": \"1.48\", \"Version\": \"28.0\"}");
    } else if (path.endsWith("/images/create")) {
      send(exchange, 500, "{\"message\": \"no network\"}");
    } else {
      send(exchange, 404, "{\"message\": \"not here\"}");
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.getResponseBody().close();
  }

  private int run(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), TestPostgresTest.class.getName()));
    ProcessBuilder process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile());
    process.environment().put("DOCKER_HOST", "tcp://127.0.0.1:" + engine.getAddress().getPort());
    process.environment().remove("DOCKER_TLS_VERIFY");
    return process.start().waitFor();
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("output"));
  }
}
