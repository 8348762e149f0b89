package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever sends bad requests without end fills no disk, and is not forgotten either. */
class FloodOfRefusalsTest {

  private static final String WAITING = "refused attempts are waiting for the store";
  private static final String LOST = "could not be recorded before the stop";

  @TempDir Path data;
  private final Vertx vertx = Vertx.vertx();
  private final String url = TestPostgres.shared().newDatabase();
  private int port;

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void attemptsPastTheBoundHaveOneEventTogether() throws Exception {
    Service service = Service.start(data, Map.of("audit.max-refusals-per-minute", "5"));
    for (int i = 0; i < 40; i++) {
      assertThat(service.post("{}").statusCode()).isEqualTo(400);
      assertThat(service.delete("someone", "no token").statusCode()).isEqualTo(404);
    }
    String token = service.issue("someone");
    assertThat(service.delete("someone", token).statusCode()).isEqualTo(200);
    service.close();

    List<JsonNode> refused =
        service.events().stream().filter(e -> e.get("status_id").asInt() == 2).toList();
    // Those of their own, and one each for the issues and the revokes that came after.
    assertThat(refused).hasSize(5 + 2);
    assertThat(refused.stream().mapToInt(e -> e.path("count").asInt(1)).sum()).isEqualTo(80);
    JsonNode summary = refused.get(6);
    assertThat(summary.get("count").asInt()).isBetween(35, 40);
    assertThat(summary.at("/src_endpoint/ip").asText()).isEqualTo("127.0.0.1");
    assertThat(summary.at("/entity/data").isEmpty()).isTrue();
    assertThat(Files.readString(data.resolve("audit/events-00000000000000000001.jsonl")))
        .doesNotContain("no token");
  }

  @Test
  void attemptsThatTheStoreCannotTakeAtOnceAreAllRecorded() throws Exception {
    LogCapture log = new LogCapture();
    FaultyNetwork network = network();
    try (Service service = Service.start(data, settings())) {
      network.cut();
      // The store takes few of them while the database is away, and refuses the others.
      for (int i = 0; i < 300; i++) {
        assertThat(service.post("{}").statusCode()).isEqualTo(400);
      }
      await().until(() -> log.lines().stream().anyMatch(line -> line.contains(WAITING)));
      network.heal();

      await().until(() -> refused(service).size() == 300);
      assertThat(service.get("/metrics").body())
          .contains("tallystick_audit_refusals_lost_total 0.0");
    }
    assertThat(log.lines()).noneMatch(line -> line.contains(LOST));
  }

  @Test
  void aStopWithoutTheDatabaseSaysHowManyAttemptsAreLost() throws Exception {
    LogCapture log = new LogCapture();
    FaultyNetwork network = network();
    try (Service service = Service.start(data, settings())) {
      for (int i = 0; i < 20; i++) {
        assertThat(service.post("{}").statusCode()).isEqualTo(400);
      }
      await().until(() -> refused(service).size() == 20);
      network.cut();
      // Otherwise, the first ones may reach the database, and only their answers are lost.
      await().until(() -> service.status("/health") == 503);
      for (int i = 0; i < 70; i++) {
        assertThat(service.post("{}").statusCode()).isEqualTo(400);
      }
    }

    assertThat(log.lines())
        .filteredOn(line -> line.contains(LOST))
        .singleElement()
        .asString()
        .contains("WARN", "70 refused attempts");
    network.heal();
    try (Service service = Service.start(data, settings())) {
      service.issue("someone");
      await().until(() -> service.events().size() == 21);
    }
  }

  @Test
  void anAttemptThatTheDatabaseRejectsIsRecordedInASafeForm() throws Exception {
    try (Service service = Service.start(data, Map.of("store.url", url))) {
      // As a database would, whose encoding lacks these characters.
      try (Connection connection = Jdbc.connect(DatabaseUrl.parse(url));
          Statement statement = connection.createStatement()) {
        statement.execute(
            "alter table tallystick.audit_event add check (identity !~ '[^ -~]') not valid");
      }
      assertThat(service.delete("\u03a9mega", "no token").statusCode()).isEqualTo(404);
      assertThat(service.delete("alpha", "no token").statusCode()).isEqualTo(404);

      await().until(() -> refused(service).size() == 2);
      assertThat(refused(service).stream().map(event -> event.toString()))
          .anyMatch(event -> event.contains("\\\\u03a9mega"))
          .anyMatch(event -> event.contains("alpha"));
    }
  }

  private Map<String, String> settings() {
    return Map.of(
        "store.url",
        TestPostgres.throughPort(url, port),
        "store.max-queued",
        "20",
        "audit.poll-interval",
        "50ms");
  }

  private FaultyNetwork network() {
    FaultyNetwork network =
        new FaultyNetwork(vertx, TestPostgres.shared().host(), TestPostgres.shared().port());
    port = network.listen().toCompletionStage().toCompletableFuture().join();
    return network;
  }

  private static List<JsonNode> refused(Service service) throws IOException {
    return service.events().stream().filter(event -> event.get("status_id").asInt() == 2).toList();
  }
}
