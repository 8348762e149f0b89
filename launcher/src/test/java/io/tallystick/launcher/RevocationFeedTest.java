package io.tallystick.launcher;

import static io.tallystick.launcher.Service.json;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.launcher.FeedReader.Event;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed of revocations, as its readers see it. */
class RevocationFeedTest {

  private static final String FEED = "/v1/revocations";
  private static final int PLACES = 8;

  @TempDir static Path data;
  private static final Vertx vertx = Vertx.vertx();
  private static FaultyNetwork network;
  private static Service service;

  @BeforeAll
  static void start() throws Exception {
    network = new FaultyNetwork(vertx, TestPostgres.shared().host(), TestPostgres.shared().port());
    int port = network.listen().toCompletionStage().toCompletableFuture().join();
    service =
        Service.start(
            data,
            Map.of(
                "store.url",
                TestPostgres.throughPort(TestPostgres.shared().newDatabase(), port),
                "api.max-listeners",
                Integer.toString(PLACES)));
  }

  @AfterAll
  static void stop() {
    service.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  // JSON

  @Test
  void withoutANumberItStartsNowAndSaysTheNumber() {
    revokeOne();
    JsonNode first = json(service.get(FEED));

    assertThat(first.get("revocations")).isEmpty();
    assertThat(first.get("sequence").asLong()).isEqualTo(first.get("newest").asLong());
    String id = revokeOne();

    JsonNode next = after(first.get("sequence").asLong());
    assertThat(next.at("/revocations/0/token_id").asText()).isEqualTo(id);
    assertThat(next.at("/revocations/0/sequence").asLong())
        .isGreaterThan(first.get("sequence").asLong())
        .isLessThanOrEqualTo(next.get("sequence").asLong());
    assertThat(after(next.get("sequence").asLong()).get("revocations")).isEmpty();
  }

  @Test
  void aRevocationThatWasAnsweredIsInEveryLaterAnswer() {
    long start = after(0).get("sequence").asLong();
    for (int i = 0; i < 50; i++) {
      String id = revokeOne();

      JsonNode answer = after(start);

      assertThat(ids(answer)).contains(id);
    }
  }

  @Test
  void itWaitsForARevocation() {
    long start = json(service.get(FEED)).get("sequence").asLong();
    CompletableFuture<JsonNode> waiting =
        CompletableFuture.supplyAsync(() -> json(service.get(FEED + "?wait=30&after=" + start)));

    service.issue("billing");
    String id = revokeOne();

    assertThat(ids(waiting.join())).containsExactly(id);
  }

  @Test
  void withoutANumberItWaitsForTheFirstRevocationFromNowOn() {
    CompletableFuture<JsonNode> waiting =
        CompletableFuture.supplyAsync(() -> json(service.get(FEED + "?wait=30")));

    List<String> revoked = new ArrayList<>();
    while (!waiting.isDone()) {
      revoked.add(revokeOne());
    }

    assertThat(ids(waiting.join())).isNotEmpty().isSubsetOf(revoked);
  }

  @Test
  void itWaitsNoLongerThanItWasToldTo() {
    long start = json(service.get(FEED)).get("sequence").asLong();

    JsonNode answer = json(service.get(FEED + "?wait=1&after=" + start));

    assertThat(answer.get("revocations")).isEmpty();
    assertThat(answer.get("sequence").asLong()).isEqualTo(start);
  }

  @Test
  void pagesLeadThroughAllThatWasRevoked() {
    long start = json(service.get(FEED)).get("sequence").asLong();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      expected.add(revokeOne());
    }

    List<String> found = new ArrayList<>();
    long after = start;
    JsonNode page;
    do {
      page = json(service.get(FEED + "?limit=3&after=" + after));
      assertThat(page.get("revocations").size()).isLessThanOrEqualTo(3);
      found.addAll(ids(page));
      after = page.get("sequence").asLong();
    } while (after < page.get("newest").asLong());

    assertThat(found).containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "after=x|after must be the number of an event",
        "after=-1|after must be the number of an event",
        "after=|after must be the number of an event",
        "after=1234567890123456789|after must be the number of an event",
        "after=1&after=2|after is there more than once",
        "limit=0|limit must be a whole number from 1 to 1000",
        "limit=1001|limit must be a whole number from 1 to 1000",
        "wait=31|wait must be a whole number of seconds from 0 to 30",
        "after=123456789012|there is no event 123456789012 yet"
      })
  void whatItCannotReadIsABadRequest(String query, String detail) {
    HttpResponse<String> response = service.get(FEED + "?" + query);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("detail").asText()).startsWith(detail);
  }

  // Server-sent events

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/event-stream|text/event-stream",
        "Text/Event-Stream, */*|text/event-stream",
        "application/json;q=0.5, text/event-stream|text/event-stream",
        "application/json, text/event-stream;q=0.5|application/json",
        "text/event-stream;q=0, application/json|application/json",
        "text/event-stream;q=0|application/json",
        "*/*|application/json"
      })
  void theCallerSaysWhichFormItWants(String accept, String form) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(service.uri(FEED)).header("Accept", accept).build();
    HttpResponse<InputStream> response =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(request, BodyHandlers.ofInputStream());

    assertThat(response.headers().firstValue("Content-Type")).contains(form);
    response.body().close();
  }

  @Test
  void aStreamTellsOfEachRevocationAndHowFarItIs() throws Exception {
    try (FeedReader reader = read(null)) {
      assertThat(reader.response().headers().firstValue("Content-Type"))
          .contains("text/event-stream");
      Event first = reader.awaitHeartbeat();
      assertThat(first.id()).isEqualTo(first.data().get("sequence").asLong());
      service.issue("billing");
      List<String> revoked = List.of(revokeOne(), revokeOne());

      await().untilAsserted(() -> assertThat(reader.revoked()).isEqualTo(revoked));
      Event later = reader.awaitHeartbeat();
      assertThat(later.id()).isGreaterThan(first.id());
      assertThat(later.data().get("elapsed_ms").asLong())
          .isGreaterThan(first.data().get("elapsed_ms").asLong());
      assertThat(reader.events()).extracting(Event::id).isSorted();
    }
  }

  @Test
  void aStreamGoesOnWhereItsReaderWas() throws Exception {
    long start;
    try (FeedReader reader = read(null)) {
      start = reader.awaitHeartbeat().id();
    }
    List<String> revoked = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      revoked.add(revokeOne());
    }

    try (FeedReader reader = read(start)) {
      await().untilAsserted(() -> assertThat(reader.revoked()).isEqualTo(revoked));
    }
  }

  @Test
  void anIdleStreamIsFreshAndOneWithoutTheDatabaseSaysThatItIsNot() throws Exception {
    long begun = System.nanoTime();
    try (FeedReader reader = read(null)) {
      reader.awaitHeartbeat();
      network.cut();
      await().until(() -> behindMillis(reader, begun) > 3_000);

      network.heal();

      await().until(() -> behindMillis(reader, begun) < 1_500);
    } finally {
      network.heal();
    }
  }

  /** How old is what the reader knows. */
  private static long behindMillis(FeedReader reader, long begunNanos) {
    List<Event> heartbeats =
        reader.events().stream().filter(event -> event.name().equals("heartbeat")).toList();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos)
        - heartbeats.get(heartbeats.size() - 1).data().get("elapsed_ms").asLong();
  }

  @Test
  void onlySoManyMayListen() throws Exception {
    List<FeedReader> readers = new ArrayList<>();
    try {
      await()
          .until(
              () -> {
                FeedReader reader = read(null);
                readers.add(reader);
                return reader.response().statusCode() == 503;
              });
      assertThat(readers.size()).isLessThanOrEqualTo(PLACES + 1);
      HttpResponse<String> refused = service.get(FEED);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(json(refused).get("detail").asText())
          .isEqualTo(
              "Too many callers listen to the feed; api.max-listeners is the limit. Try another"
                  + " node, or later.");
      assertThat(service.get("/metrics").body()).contains("tallystick_feed_listeners 8.0");
    } finally {
      readers.forEach(FeedReader::close);
    }
    await().until(() -> service.status(FEED) == 200);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, FIN",
    "application/json, RST",
    "text/event-stream, FIN",
    "text/event-stream, RST"
  })
  void whoHangsUpBeforeTheAnswerLeavesItsPlace(String accept, String farewell) throws Exception {
    for (int i = 0; i < 3 * PLACES; i++) {
      hangUp(accept, farewell);
    }

    awaitAllPlaces();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/event-stream"})
  void whoGivesUpWhileTheDatabaseIsStalledLeavesItsPlace(String accept) throws Exception {
    network.freeze();
    try {
      for (int i = 0; i < 3 * PLACES; i++) {
        hangUp(accept, i % 2 == 0 ? "FIN" : "RST");
      }
    } finally {
      network.heal();
    }

    awaitAllPlaces();
  }

  /** Sends a request, and does not wait for its answer. */
  private static void hangUp(String accept, String farewell) throws Exception {
    URI uri = service.uri(FEED);
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET %s?after=0&wait=30 HTTP/1.1\r\nHost: localhost\r\nAccept: %s\r\n\r\n"
                  .formatted(FEED, accept)
                  .getBytes(StandardCharsets.US_ASCII));
      if (farewell.equals("RST")) {
        socket.setSoLinger(true, 0);
      }
    }
  }

  /** As many as may listen do so at once. */
  private static void awaitAllPlaces() {
    await()
        .untilAsserted(
            () -> {
              List<FeedReader> readers = new ArrayList<>();
              try {
                for (int i = 0; i < PLACES; i++) {
                  readers.add(read(null));
                }
                assertThat(readers)
                    .allSatisfy(
                        reader -> assertThat(reader.response().statusCode()).isEqualTo(200));
              } finally {
                readers.forEach(FeedReader::close);
              }
            });
  }

  @Test
  void aNodeThatStopsEndsTheStreams(@TempDir Path directory) throws Exception {
    FeedReader reader;
    try (Service other = Service.start(directory, Map.of())) {
      reader = new FeedReader(other.uri(FEED), null);
      reader.awaitHeartbeat();
    }
    reader.awaitEnd();
  }

  private static FeedReader read(@Nullable Long lastEventId) throws Exception {
    return new FeedReader(service.uri(FEED), lastEventId);
  }

  private static JsonNode after(long number) {
    return json(service.get(FEED + "?after=" + number));
  }

  private static List<String> ids(JsonNode answer) {
    List<String> ids = new ArrayList<>();
    answer.get("revocations").forEach(one -> ids.add(one.get("token_id").asText()));
    return ids;
  }

  /** Issues a token and revokes it, and returns its public id. */
  private static String revokeOne() {
    JsonNode issued = json(service.post("{\"identity\": \"billing\"}"));
    assertThat(service.delete("billing", issued.get("token").asText()).statusCode()).isEqualTo(200);
    return issued.get("id").asText();
  }
}
