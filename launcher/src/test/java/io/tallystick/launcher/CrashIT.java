package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testing.EventSchema;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service, or PostgreSQL, killed with -9 under load, ten times over. */
class CrashIT {

  private static final Logger LOG = LoggerFactory.getLogger(CrashIT.class);
  private static final int KILLS = 6;
  private static final int CALLERS = 16;
  private static final String SIGN_OFTEN = "-Dtallystick.audit.checkpoint-interval=100ms";

  @TempDir Path directory;
  private final Map<String, String> issued = new ConcurrentHashMap<>();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();

  @Test
  void nothingThatAKilledServiceHasAnsweredIsLostAndNothingIsWrittenTwice() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      ServiceProcess service = ServiceProcess.start(directory, SIGN_OFTEN);
      try (Load load = new Load(service, CALLERS, issued, revoked)) {
        untilSomeAreAnswered();
        service.kill();
        assertThat(load.refusals()).isEmpty();
      }
    }

    try (ServiceProcess service = ServiceProcess.start(directory, SIGN_OFTEN)) {
      assertAllAgree(service);
    }
    assertReviewersFindTheLogIntact();
  }

  @Test
  void aKilledDatabaseCostsItsCallersNothingButTime() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(directory, SIGN_OFTEN)) {
      try (Load load = new Load(service, CALLERS, issued, revoked)) {
        for (int kill = 0; kill < KILLS; kill++) {
          untilSomeAreAnswered();
          service.killDatabase();
          untilSomeAreAnswered();
        }
        assertThat(load.refusals()).isEmpty();
      }
      assertAllAgree(service);
    }
    assertReviewersFindTheLogIntact();
  }

  /**
   * Waits for at least a hundred new tokens, and for a random moment after them. That is more than
   * the callers may have on their way: each has one request.
   */
  private void untilSomeAreAnswered() {
    int enough = issued.size() + 110 + ThreadLocalRandom.current().nextInt(400);
    await().pollInterval(Duration.ofMillis(1)).until(() -> issued.size() >= enough);
  }

  /** What callers were told, what the database holds, and what the event log says. */
  private void assertAllAgree(ServiceProcess service) throws Exception {
    LOG.info(
        "{} kills: {} tokens handed out, {} revocations answered",
        KILLS,
        issued.size(),
        revoked.size());
    assertThat(issued.size()).isGreaterThan(KILLS * 100);
    assertThat(revoked.size()).isGreaterThan(KILLS * 30);
    assertAnsweredIsCommitted(service, issued, revoked);
    assertLogIsTheDatabase(service);
    StringWriter said = new StringWriter();
    int reconciled =
        Main.commandLine(InstantSource.system())
            .setOut(new PrintWriter(said))
            .execute("audit", "reconcile", "-Dtallystick.data.dir=" + directory.resolve("data"));
    assertThat(reconciled).as(said.toString()).isZero();
  }

  private void assertReviewersFindTheLogIntact() throws IOException {
    Path log = directory.resolve("data/audit");
    String[] verify = {
      "audit", "verify", log.toString(), "--key", log.resolve("key.pub").toString()
    };
    StringWriter said = new StringWriter();

    int intact =
        Main.commandLine(InstantSource.system()).setOut(new PrintWriter(said)).execute(verify);
    assertThat(intact).as(said.toString()).isZero();
    assertThat(said.toString()).startsWith("intact: ").doesNotContain("not signed yet");

    Path segment = log.resolve("events-00000000000000000001.jsonl");
    Files.writeString(segment, Files.readString(segment).replaceFirst("\"time\":1", "\"time\":2"));
    int changed =
        Main.commandLine(InstantSource.system()).setOut(new PrintWriter(said)).execute(verify);
    assertThat(changed).isEqualTo(1);
    assertThat(said.toString()).contains("BROKEN: line 1 is not the one that was signed");
  }

  private static void assertAnsweredIsCommitted(
      ServiceProcess service, Map<String, String> issued, Set<String> revoked) throws Exception {
    Map<String, String> stored = new HashMap<>();
    service
        .query("select id || ' ' || identity from tallystick.token")
        .forEach(row -> stored.put(row.split(" ", 2)[0], row.split(" ", 2)[1]));
    Set<String> dead =
        new HashSet<>(
            service.query("select id from tallystick.token where revoked_at is not null"));
    List<String> issueEvents =
        service.query(
            "select token_id from tallystick.audit_event where action = 1 and outcome = 1");
    List<String> revokeEvents =
        service.query(
            "select token_id from tallystick.audit_event where action = 4 and outcome = 1");

    assertThat(stored).containsAllEntriesOf(issued);
    assertThat(dead).containsAll(revoked);
    // Each token and each revocation, answered or not, has its one event, and no event has none.
    assertThat(issueEvents).containsExactlyInAnyOrderElementsOf(stored.keySet());
    assertThat(revokeEvents).containsExactlyInAnyOrderElementsOf(dead);
  }

  private static void assertLogIsTheDatabase(ServiceProcess service) throws Exception {
    long last = service.number("select seq from tallystick.audit_head");
    assertThat(service.number("select count(*) from tallystick.audit_event")).isEqualTo(last);
    await().until(() -> service.eventLines().size() >= last);
    List<String> lines = service.eventLines();
    assertThat(lines).allSatisfy(line -> assertThat(EventSchema.faults(line)).isEmpty());
    assertThat(lines.stream().map(line -> Service.json(line).at("/metadata/sequence").asLong()))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
    assertThat(lines.stream().map(line -> Service.json(line).at("/metadata/uid").asText()))
        .containsExactlyElementsOf(
            service.query("select event_id from tallystick.audit_event order by seq"));
  }
}
