package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.eventlog.review.LogReview;
import io.tallystick.eventlog.review.Progress;
import io.tallystick.eventlog.review.Verdict;
import io.tallystick.store.upkeep.Reconciliation;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Today's service takes up a database and an event log that an earlier build has left. */
class HeldFormatsTest {

  private static final int LINES = 91;
  // Nothing of the fixture is ever purged, so that the test does not depend on the date.
  private static final Duration RETENTION = Duration.ofDays(36_525);

  @TempDir Path data;
  private final Path fixture;
  private String url;
  private List<String> held;

  HeldFormatsTest() throws URISyntaxException {
    URL database = Objects.requireNonNull(HeldFormatsTest.class.getResource("held/database.sql"));
    fixture = Path.of(database.toURI()).resolveSibling("");
  }

  @BeforeEach
  void restore() throws Exception {
    url = TestPostgres.shared().newDatabase();
    try (Connection connection = Jdbc.connect(DatabaseUrl.parse(url));
        Statement statement = connection.createStatement()) {
      statement.execute(Files.readString(fixture.resolve("database.sql")));
    }
    copy(fixture.resolve("audit"), data.resolve("audit"));
    held = RunningService.eventLines(data.resolve("audit"));
  }

  @Test
  void theyAreTakenUpAndGoOn() throws Exception {
    JsonNode tokens = RunningService.json(Files.readString(fixture.resolve("tokens.json")));
    JsonNode live = tokens.get("live");
    JsonNode revoked = tokens.get("revoked");

    try (Service service = Service.start(data, settings())) {
      assertThat(revoke(service, revoked)).isEqualTo(404);
      assertThat(revoke(service, live)).isEqualTo(200);
      assertThat(revoke(service, live)).isEqualTo(404);
      service.issue("billing");
      await().until(() -> service.eventLines().size() == LINES + 4);

      assertThat(held).hasSize(LINES);
      assertThat(service.eventLines()).startsWith(held.toArray(String[]::new));
      assertThat(service.events())
          .extracting(event -> event.at("/metadata/sequence").asInt())
          .endsWith(LINES + 1, LINES + 2, LINES + 3, LINES + 4);
      assertThat(RunningService.json(service.get("/health")).get("status").asText())
          .isEqualTo("ok");
    }

    Verdict verdict =
        new LogReview(Files.readString(fixture.resolve("audit/key.pub")))
            .verify(data.resolve("audit"), null, Progress.UNSEEN);
    assertThat(verdict.sentence()).contains("95 lines");
    assertThat(verdict.holds()).isTrue();
    assertThat(Reconciliation.run(DatabaseUrl.parse(url), RETENTION).findings()).isEmpty();
  }

  @Test
  void anEventLogMadeOfTheDatabaseAloneHasTheSameBytes() throws Exception {
    Path empty = data.resolve("empty");
    try (Service service = Service.start(empty, settings())) {
      await().until(() -> service.eventLines().size() == LINES);
    }

    assertThat(RunningService.eventLines(empty.resolve("audit"))).isEqualTo(held);
  }

  private Map<String, String> settings() {
    return Map.of(
        "store.url", url, "tokens.retention", RETENTION.toString(), "audit.poll-interval", "50ms");
  }

  private static int revoke(Service service, JsonNode token) {
    return service.delete(token.get("identity").asText(), token.get("token").asText()).statusCode();
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
