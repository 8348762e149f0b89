package io.tallystick.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** As much of the API of Kubernetes as a chart asks that looks for a secret. */
final class KubernetesApi implements AutoCloseable {

  private static final String RESOURCES =
      """
      {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "v1", "resources": [
        {"name": "secrets", "singularName": "secret", "namespaced": true, "kind": "Secret", "verbs": ["get"]}]}
      """;
  private static final String NOT_FOUND =
      """
      {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
      """;

  private final HttpServer server;
  private volatile String secret = "";

  /** An API without secrets. Helm finds it by the file that the build names in KUBECONFIG. */
  KubernetesApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    Files.writeString(
        Path.of(System.getenv("KUBECONFIG")),
        """
        {"apiVersion": "v1", "kind": "Config", "current-context": "test",
         "clusters": [{"name": "test", "cluster": {"server": "http://127.0.0.1:%d"}}],
         "contexts": [{"name": "test", "context": {"cluster": "test", "user": ""}}]}
        """
            .formatted(server.getAddress().getPort()));
  }

  /** From now on there is this secret, as JSON. */
  void has(String json) {
    secret = json;
  }

  private void answer(HttpExchange exchange) throws IOException {
    boolean asksForSecret = exchange.getRequestURI().getPath().contains("/secrets/");
    String body = asksForSecret ? secret : RESOURCES;
    boolean found = !body.isEmpty();
    byte[] bytes = (found ? body : NOT_FOUND).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(found ? 200 : 404, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
