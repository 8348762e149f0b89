package io.tallystick.auth;

import io.tallystick.config.Settings;
import io.tallystick.launcher.node.Node;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A whole service, with a network in front of it that can fail. */
final class TestService implements AutoCloseable {

  /** A token, as it was issued. */
  record Issued(String id, String token) {}

  private static final String PATH = "/v1/api_access_token";

  final Vertx vertx = Vertx.vertx();
  final FaultyNetwork network;
  private final Node node;
  private final URI throughNetwork;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestService(Path data, Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("data.dir", data.toString());
    all.put("api.port", "0");
    all.put("api.request-timeout", "2m");
    all.put("store.url", TestPostgres.shared().newDatabase());
    this.node = Node.start(Settings.of(all), InstantSource.system());
    this.network = new FaultyNetwork(vertx, "127.0.0.1", URI.create(node.address()).getPort());
    this.throughNetwork = URI.create("http://127.0.0.1:" + await(network.listen()));
  }

  /** Where the service is, through the network that can fail. */
  URI uri() {
    return throughNetwork;
  }

  Issued issue(String identity) {
    JsonObject body =
        new JsonObject(
            send(request(PATH)
                    .POST(
                        BodyPublishers.ofString(
                            new JsonObject().put("identity", identity).encode())))
                .body());
    return new Issued(body.getString("id"), body.getString("token"));
  }

  /** Revokes a token. */
  void revoke(Issued issued) {
    HttpResponse<String> response =
        send(
            request("/v1/revoke")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + issued.token())));
    if (response.statusCode() != 200) {
      throw new AssertionError("a revoke was answered " + response.statusCode());
    }
  }

  /** How many introspections were answered. */
  long introspections() {
    return send(request("/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith("http_server_requests_seconds_count"))
        .filter(line -> line.contains("/v1/introspect"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(node.address() + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
    node.stop();
  }
}
