package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A caller who reads the stream of revocations. */
final class FeedReader implements AutoCloseable {

  record Event(long id, String name, JsonNode data) {}

  private final HttpResponse<Stream<String>> response;
  private final List<Event> events = new ArrayList<>();
  private volatile boolean ended;

  FeedReader(URI uri, @Nullable Long lastEventId) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId.toString());
    }
    response =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(request.build(), BodyHandlers.ofLines());
    Thread reader = new Thread(this::read, "feed reader");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    List<String> lines = new ArrayList<>();
    try {
      response
          .body()
          .forEach(
              line -> {
                if (line.isEmpty()) {
                  add(List.copyOf(lines));
                  lines.clear();
                } else {
                  lines.add(line);
                }
              });
    } catch (RuntimeException e) {
      // The connection was cut.
    }
    ended = true;
  }

  private synchronized void add(List<String> lines) {
    events.add(
        new Event(
            Long.parseLong(lines.get(0).substring("id: ".length())),
            lines.get(1).substring("event: ".length()),
            RunningService.json(lines.get(2).substring("data: ".length()))));
  }

  HttpResponse<?> response() {
    return response;
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** The ids of the revoked tokens, in the order of the stream. */
  List<String> revoked() {
    return events().stream()
        .filter(event -> event.name().equals("revocation"))
        .map(event -> event.data().get("token_id").asText())
        .toList();
  }

  Event awaitHeartbeat() {
    int before = events().size();
    await()
        .until(
            () ->
                events().stream().skip(before).anyMatch(event -> event.name().equals("heartbeat")));
    return events().stream()
        .skip(before)
        .filter(event -> event.name().equals("heartbeat"))
        .findFirst()
        .orElseThrow();
  }

  void awaitEnd() {
    await().until(() -> ended);
  }

  @Override
  public void close() {
    response.body().close();
  }
}
