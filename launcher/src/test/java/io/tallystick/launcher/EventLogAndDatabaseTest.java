package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event log beside its database: on several nodes, across restarts, and when they differ. */
class EventLogAndDatabaseTest {

  private static final String SEGMENT = "audit/events-00000000000000000001.jsonl";

  @TempDir Path data;
  @TempDir Path otherData;
  private Map<String, String> settings;

  @BeforeEach
  void database() {
    settings =
        Map.of("store.url", TestPostgres.shared().newDatabase(), "audit.poll-interval", "50ms");
  }

  @Test
  void everyNodeWritesTheSameBytes() throws Exception {
    try (Service one = Service.start(data, settings);
        Service other = Service.start(otherData, settings)) {
      for (int i = 0; i < 20; i++) {
        String token = (i % 2 == 0 ? one : other).issue("identity" + i);
        (i % 3 == 0 ? one : other).delete("identity" + i, token);
        one.delete("identity" + i, token);
      }
      await().until(() -> one.events().size() == 60 && other.events().size() == 60);
    }

    assertThat(otherData.resolve(SEGMENT)).hasSameBinaryContentAs(data.resolve(SEGMENT));
  }

  @Test
  void aNodeThatStartsEmptyCatchesUp() throws Exception {
    try (Service one = Service.start(data, settings)) {
      for (int i = 0; i < 50; i++) {
        one.issue("identity" + i);
      }
    }
    try (Service other = Service.start(otherData, settings)) {
      await().until(() -> other.events().size() == 50);
    }

    assertThat(otherData.resolve(SEGMENT)).hasSameBinaryContentAs(data.resolve(SEGMENT));
  }

  @Test
  void aTornLineIsWrittenAnew() throws Exception {
    try (Service service = Service.start(data, settings)) {
      service.issue("one");
      service.issue("two");
    }
    byte[] whole = Files.readAllBytes(data.resolve(SEGMENT));
    Files.write(data.resolve(SEGMENT), java.util.Arrays.copyOf(whole, whole.length - 100));

    try (Service service = Service.start(data, settings)) {
      await().until(() -> service.events().size() == 2);
      assertThat(service.get("/health").statusCode()).isEqualTo(200);
    }

    assertThat(data.resolve(SEGMENT)).hasBinaryContent(whole);
  }

  @Test
  void aLineThatWasChangedIsSaidSoAndNothingIsAppended() throws Exception {
    try (Service service = Service.start(data, settings)) {
      service.issue("honest");
    }
    String changed = Files.readString(data.resolve(SEGMENT)).replace("honest", "forged");
    Files.writeString(data.resolve(SEGMENT), changed);

    assertDiverged(changed);
  }

  @Test
  void aDatabaseThatIsBehindItsFilesIsSaidSoAndNothingIsAppended() throws Exception {
    try (Service service = Service.start(data, settings)) {
      service.issue("one");
    }
    String line = Files.readString(data.resolve(SEGMENT));
    Files.writeString(
        data.resolve(SEGMENT),
        line.replace("\"sequence\":1", "\"sequence\":2"),
        StandardOpenOption.APPEND);

    assertDiverged(Files.readString(data.resolve(SEGMENT)));
  }

  private void assertDiverged(String content) throws Exception {
    try (Service service = Service.start(data, settings)) {
      await().until(() -> service.get("/health").body().contains("\"audit\":\"diverged\""));
      assertThat(service.get("/health").body()).contains("\"status\":\"degraded\"");
      // The log stands still; the service goes on, and the database keeps every event.
      assertThat(service.get("/health").statusCode()).isEqualTo(200);
      assertThat(service.issue("later")).startsWith("tally_");
    }
    assertThat(List.of(Files.readString(data.resolve(SEGMENT)))).containsExactly(content);
  }
}
