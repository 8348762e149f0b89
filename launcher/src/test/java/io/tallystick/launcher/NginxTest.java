package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tallystick.testing.Eventually;
import io.tallystick.testing.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of nginx in the guide to gateways works, if nginx is installed. */
class NginxTest {

  private static final Pattern EXAMPLE = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = FreePorts.take(1).get(0);
  private Service service;
  private HttpServer orders;
  private Process nginx;

  @BeforeEach
  void start() throws Exception {
    Optional<Path> program =
        Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        program.isPresent(), "nginx is not installed. Debian has it in the package nginx-light.");
    service = Service.start(directory.resolve("data"), Map.of());
    // A service that shows what it is told.
    orders =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .end(
                            request.getHeader("X-Identity")
                                + ","
                                + request.getHeader("Authorization")))
            .listen(0, "127.0.0.1")
            .await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    Path configuration = directory.resolve("nginx.conf");
    Files.writeString(configuration, configuration());
    nginx =
        new ProcessBuilder(
                program.get().toString(), "-p", directory + "/", "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nginx.log").toFile())
            .start();
    await()
        .until(
            () -> {
              assertThat(nginx.isAlive()).isTrue();
              return answers();
            });
  }

  @AfterEach
  void stop() throws Exception {
    if (nginx != null) {
      nginx.destroy();
      nginx.waitFor();
    }
    if (service != null) {
      service.close();
    }
    vertx.close().await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void onlyRequestsWithAValidTokenGetThroughAndTheServiceLearnsWhoSentThem() throws Exception {
    String token = service.issue("Größe 1");

    assertThat(get("Bearer " + token).body()).isEqualTo("Gr%C3%B6%C3%9Fe%201,null");
    assertThat(get(null).statusCode()).isEqualTo(401);
    HttpResponse<String> mistyped = get("Bearer mistyped");
    assertThat(mistyped.statusCode()).isEqualTo(401);
    assertThat(mistyped.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("invalid_token");

    service.delete("Größe 1", token);

    assertThat(get("Bearer " + token).statusCode()).isEqualTo(401);
  }

  @Test
  void aCallerCanNeitherNameItselfNorSpeakForTheGateway() throws Exception {
    String token = service.issue("billing");

    HttpResponse<String> response =
        client.send(
            request()
                .header("Authorization", "Bearer " + token)
                .header("X-Identity", "admin")
                .header("X-Forwarded-For", "8.8.8.8")
                .header("Origin", "https://elsewhere.example")
                .build(),
            BodyHandlers.ofString());

    assertThat(response.body()).isEqualTo("billing,null");
  }

  private boolean answers() throws InterruptedException {
    try {
      return get(null).statusCode() == 401;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpResponse<String> get(@Nullable String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request();
    return client.send(
        (authorization == null ? request : request.header("Authorization", authorization)).build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/orders/1?x=2"))
        .timeout(Eventually.LIMIT);
  }

  /** The example, with the ports of this test, and with all files in its directory. */
  private String configuration() throws IOException {
    Matcher example =
        EXAMPLE.matcher(Files.readString(Repository.root().resolve("docs/gateways.md")));
    assertThat(example.find()).isTrue();
    String servers =
        example
            .group(1)
            .replace(":8080", ":" + service.uri("/").getPort())
            .replace(":9000", ":" + orders.actualPort())
            .replace(":8081", ":" + port);
    return """
        daemon off;
        pid nginx.pid;
        error_log error.log;
        events {}
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          %s
        }
        """
        .formatted(servers);
  }
}
