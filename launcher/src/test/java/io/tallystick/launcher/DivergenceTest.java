package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event logs, databases and checkpoints that are not of one history: it is noticed at the start or
 * at the next checkpoint, the line is named, and nothing is signed any more.
 */
class DivergenceTest {

  private static final String SEGMENT = "audit/events-00000000000000000001.jsonl";

  @TempDir Path data;
  @TempDir Path otherData;
  private final String url = TestPostgres.shared().newDatabase();
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void signOften() {
    settings.put("store.url", url);
    settings.put("audit.poll-interval", "50ms");
    settings.put("audit.checkpoint-interval", "100ms");
  }

  @Test
  void checkpointsAreRecordedBeforeTheyArePublished() throws Exception {
    try (Service service = Service.start(data, settings)) {
      service.issue("one");
      service.issue("two");
      await().until(() -> signedSize(data) == 2);

      assertThat(text("select note from tallystick.audit_checkpoint order by size desc limit 1"))
          .isEqualTo(Files.readString(data.resolve("audit/checkpoint")));
    }
  }

  @Test
  void aCheckpointIsMadeAfterSoManyEventsEvenBeforeItsTime() throws Exception {
    settings.put("audit.checkpoint-interval", "1h");
    settings.put("audit.checkpoint-events", "3");
    try (Service service = Service.start(data, settings)) {
      service.issue("one");
      service.issue("two");
      await().until(() -> service.events().size() == 2);
      assertThat(signedSize(data)).isZero();

      service.issue("three");
      await().until(() -> signedSize(data) == 3);
    }
  }

  @Test
  void aDatabaseRestoredUnderARunningNodeIsNoticedAtTheNextCheckpoint() throws Exception {
    LogCapture log = new LogCapture();
    try (Service service = Service.start(data, settings)) {
      for (int i = 0; i < 5; i++) {
        service.issue("identity" + i);
      }
      await().until(() -> signedSize(data) == 5);

      // Restored to what it was after three events, and then written on, past where the log ends.
      tamper(
          """
          begin;
          delete from tallystick.audit_event where seq > 3;
          delete from tallystick.audit_checkpoint where size > 3;
          insert into tallystick.audit_event
            select n, gen_random_uuid(), at, format, action, outcome, reason, identity, gen_random_uuid(),
                   secret_hash, expires_at, observed_at, peer, forwarded, request_id, user_agent, node
            from tallystick.audit_event, generate_series(4, 8) n where seq = 3;
          update tallystick.audit_head set seq = 8;
          commit
          """);

      assertDiverged(service, log, "the database has no record of the 5 lines");
      assertThat(signedSize(data)).isEqualTo(5);
    }
  }

  @Test
  void aDatabaseThatEndsBeforeTheLogIsNoticedAtOnce() throws Exception {
    LogCapture log = new LogCapture();
    try (Service service = Service.start(data, settings)) {
      for (int i = 0; i < 5; i++) {
        service.issue("identity" + i);
      }
      await().until(() -> signedSize(data) == 5);

      tamper(
          "begin; delete from tallystick.audit_event where seq > 3;"
              + " update tallystick.audit_head set seq = 3; commit");

      assertDiverged(service, log, "it has line 5, but the database ends with event 3");
    }
  }

  @Test
  void aNodeThatHasSignedOtherLinesIsNoticedByTheOthers() throws Exception {
    LogCapture log = new LogCapture();
    try (Service service = Service.start(data, settings)) {
      service.issue("one");
      service.issue("two");
      await().until(() -> signedSize(data) == 2);
      tamper(
          """
          insert into tallystick.audit_signer values ('some+key', 'node-b', now());
          insert into tallystick.audit_checkpoint values ('some+key', 2, sha256('x'), 'note', 'node-b', now())
          """);
      service.issue("three");

      assertDiverged(
          service,
          log,
          "node-b has signed other lines than this node among the first 2, and this node's lines"
              + " match the database");
      assertThat(signedSize(data)).isEqualTo(2);
    }
  }

  @Test
  void aLineThatWasChangedWithAllTracesOfItIsNamed() throws Exception {
    try (Service service = Service.start(data, settings)) {
      for (int i = 0; i < 5; i++) {
        service.issue("identity" + i);
      }
    }
    // Who owns the node's files can make the tree and its checkpoint anew, but not the database.
    Path segment = data.resolve(SEGMENT);
    Files.writeString(segment, Files.readString(segment).replace("identity2", "identity7"));
    Files.delete(data.resolve("audit/checkpoint"));
    delete(data.resolve("audit/tile"));

    LogCapture log = new LogCapture();
    try (Service service = Service.start(data, settings)) {
      assertDiverged(service, log, "its line 3 differs from event 3 in the database");
    }
    assertThat(data.resolve("audit/checkpoint")).doesNotExist();
  }

  @Test
  void anEventThatWasChangedInTheDatabaseIsNamed() throws Exception {
    try (Service service = Service.start(data, settings)) {
      for (int i = 0; i < 5; i++) {
        service.issue("identity" + i);
      }
    }
    tamper("update tallystick.audit_event set identity = 'forged' where seq = 2");

    // Another node, which starts empty, believes the database; those that were there do not.
    try (Service other = Service.start(otherData, settings)) {
      await().until(() -> other.get("/health").body().contains("diverged"));
    }
    assertThat(otherData.resolve("audit/checkpoint")).doesNotExist();
  }

  @Test
  void linesMayBeTakenFromAnotherNodesFiles() throws Exception {
    try (Service one = Service.start(data, settings)) {
      for (int i = 0; i < 5; i++) {
        one.issue("identity" + i);
      }
    }
    Files.createDirectories(otherData.resolve("audit"));
    Files.copy(data.resolve(SEGMENT), otherData.resolve(SEGMENT));

    try (Service other = Service.start(otherData, settings)) {
      other.issue("later");
      await().until(() -> signedSize(otherData) == 6);
      assertThat(other.get("/health").body()).contains("\"audit\":\"ok\"");
    }
  }

  @Test
  void aNodeWhoseFilesAreYesterdaysTakesTheRestAgain() throws Exception {
    try (Service service = Service.start(data, settings)) {
      service.issue("one");
      await().until(() -> signedSize(data) == 1);
    }
    copy(data.resolve("audit"), otherData.resolve("yesterday"));
    try (Service service = Service.start(data, settings)) {
      service.issue("two");
      await().until(() -> signedSize(data) == 2);
    }
    delete(data.resolve("audit"));
    copy(otherData.resolve("yesterday"), data.resolve("audit"));

    try (Service service = Service.start(data, settings)) {
      await().until(() -> service.events().size() == 2);
      service.issue("three");
      await().until(() -> signedSize(data) == 3);
      assertThat(service.get("/health").body()).contains("\"audit\":\"ok\"");
    }
  }

  private static void assertDiverged(Service service, LogCapture log, String how)
      throws IOException {
    await().until(() -> service.get("/health").body().contains("\"audit\":\"diverged\""));
    assertThat(log.lines())
        .anyMatch(
            message ->
                message.contains("ERROR")
                    && message.contains("The event log differs from")
                    && message.contains(how)
                    && message.contains("Find out which"));
    assertThat(service.issue("still")).startsWith("tally_");
  }

  private static long signedSize(Path data) throws IOException {
    Path checkpoint = data.resolve("audit/checkpoint");
    return Files.exists(checkpoint) ? Long.parseLong(Files.readAllLines(checkpoint).get(1)) : 0;
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** As whoever owns the database can. */
  private void tamper(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set session_replication_role = replica; " + sql);
    }
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return List.of(result.getString(1)).get(0);
    }
  }

  private Connection connect() throws SQLException {
    return Jdbc.connect(DatabaseUrl.parse(url));
  }
}
