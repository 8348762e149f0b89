package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallystick.testing.Eventually;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A page in a real Chromium without a window. It is driven by the DevTools protocol, which is JSON
 * over a WebSocket: no driver has to fit the browser's version.
 */
final class Chromium implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private static final String NONE =
      "No Chromium is on the PATH, so nothing is tested in a real browser. Debian's package is"
          + " 'chromium'.";

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket page;
  private final AtomicInteger lastCommand = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

  private Chromium(Process process, Path profile) throws Exception {
    this.process = process;
    Path portFile = profile.resolve("DevToolsActivePort");
    await().until(() -> Files.exists(portFile) && Files.readAllLines(portFile).size() == 2);
    String port = Files.readAllLines(portFile).get(0);
    JsonNode opened =
        JSON.readTree(
            client
                .send(
                    HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/json/new?about:blank"))
                        .PUT(BodyPublishers.noBody())
                        .build(),
                    BodyHandlers.ofString())
                .body());
    this.page =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(opened.get("webSocketDebuggerUrl").asText()), new Answers(answers))
            .get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * Starts a browser, or skips the test if there is none.
   *
   * @param profile an empty directory
   * @param rebound a host name that leads to this machine, without DNS
   */
  static Chromium start(Path profile, String rebound) throws Exception {
    Optional<Path> program = program();
    if (program.isEmpty()) {
      // Surefire does not show why tests are skipped.
      System.out.println(NONE);
    }
    assumeTrue(program.isPresent(), NONE);
    List<String> command = new ArrayList<>();
    command.add(program.get().toString());
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "--host-resolver-rules=MAP " + rebound + " 127.0.0.1",
            "about:blank"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output.log").toFile())
            .start();
    try {
      return new Chromium(process, profile);
    } catch (Exception | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a page and waits until it and its parts are loaded. */
  void open(String url) {
    JsonNode opened = send("Page.navigate", Map.of("url", url));
    if (opened.has("errorText")) {
      throw new AssertionError(url + ": " + opened.get("errorText").asText());
    }
    await()
        .until(
            () -> run("document.readyState + ' ' + location.href").startsWith("complete " + url));
  }

  /**
   * The value of an expression within the page, as text. If it is a promise, this waits for it; if
   * that fails, the text begins with "failed".
   */
  String run(String expression) {
    JsonNode answer =
        send(
            "Runtime.evaluate",
            Map.of(
                "expression",
                "Promise.resolve(" + expression + ").then(String, e => 'failed: ' + e)",
                "awaitPromise",
                true));
    return answer.at("/result/value").asText();
  }

  /** The address of the first frame in the page, as the browser has loaded it. */
  String frame() {
    return send("Page.getFrameTree", Map.of()).at("/frameTree/childFrames/0/frame/url").asText();
  }

  private JsonNode send(String method, Map<String, Object> parameters) {
    int id = lastCommand.incrementAndGet();
    ObjectNode command = JSON.createObjectNode().put("id", id).put("method", method);
    command.set("params", JSON.valueToTree(parameters));
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    page.sendText(command.toString(), true).join();
    return answer.orTimeout(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    page.abort();
    process.destroy();
    process.onExit().join();
  }

  /** Collects messages of the browser, and completes the answers that they are. */
  private static final class Answers implements WebSocket.Listener {

    private final Map<Integer, CompletableFuture<JsonNode>> answers;
    private final StringBuilder text = new StringBuilder();

    Answers(Map<Integer, CompletableFuture<JsonNode>> answers) {
      this.answers = answers;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonNode message = Service.json(text.toString());
        text.setLength(0);
        CompletableFuture<JsonNode> answer = answers.remove(message.path("id").asInt());
        if (answer != null) {
          answer.complete(message.path("result"));
        }
      }
      return WebSocket.Listener.super.onText(socket, data, last);
    }
  }
}
