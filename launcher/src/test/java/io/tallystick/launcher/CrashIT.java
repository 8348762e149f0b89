package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service killed with -9 under load, ten times over, and started again each time. */
class CrashIT {

  private static final Logger LOG = LoggerFactory.getLogger(CrashIT.class);
  private static final int KILLS = 10;
  private static final String SIGN_OFTEN = "-Dtallystick.audit.checkpoint-interval=100ms";

  @TempDir Path directory;

  @Test
  void nothingThatWasAnsweredIsLostAndNothingIsWrittenTwice() throws Exception {
    Map<String, String> issued = new ConcurrentHashMap<>();
    Set<String> revoked = ConcurrentHashMap.newKeySet();

    for (int kill = 0; kill < KILLS; kill++) {
      ServiceProcess service = ServiceProcess.start(directory, SIGN_OFTEN);
      try (Load load = new Load(service, 16, issued, revoked)) {
        TimeUnit.MILLISECONDS.sleep(800 + ThreadLocalRandom.current().nextInt(1_000));
        service.kill();
        assertThat(load.statuses()).containsOnly(200);
      }
    }

    try (ServiceProcess service = ServiceProcess.start(directory, SIGN_OFTEN)) {
      LOG.info(
          "{} kills: {} tokens handed out, {} revocations answered",
          KILLS,
          issued.size(),
          revoked.size());
      assertThat(issued.size()).isGreaterThan(1_000);
      assertThat(revoked.size()).isGreaterThan(300);
      assertAnsweredIsCommitted(service, issued, revoked);
      assertLogIsTheDatabase(service);
    }
    assertReviewersFindTheLogIntact();
  }

  private void assertReviewersFindTheLogIntact() throws IOException {
    Path log = directory.resolve("data/audit");
    String[] verify = {
      "audit", "verify", log.toString(), "--key", log.resolve("key.pub").toString()
    };
    StringWriter said = new StringWriter();

    int intact = Main.commandLine().setOut(new PrintWriter(said)).execute(verify);
    assertThat(intact).as(said.toString()).isZero();
    assertThat(said.toString()).startsWith("intact: ").doesNotContain("not signed yet");

    Path segment = log.resolve("events-00000000000000000001.jsonl");
    Files.writeString(segment, Files.readString(segment).replaceFirst("\"time\":1", "\"time\":2"));
    int changed = Main.commandLine().setOut(new PrintWriter(said)).execute(verify);
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
    await().atMost(30, TimeUnit.SECONDS).until(() -> service.eventLines().size() >= last);
    List<String> lines = service.eventLines();
    assertThat(lines.stream().map(line -> Service.json(line).at("/metadata/sequence").asLong()))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
    assertThat(lines.stream().map(line -> Service.json(line).at("/metadata/uid").asText()))
        .containsExactlyElementsOf(
            service.query("select event_id from tallystick.audit_event order by seq"));
  }
}
