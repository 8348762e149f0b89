package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.eventlog.review.LogReview;
import io.tallystick.eventlog.review.Progress;
import io.tallystick.eventlog.review.Verdict;
import io.tallystick.launcher.RefusedCallers.Answer;
import io.tallystick.store.upkeep.Reconciliation;
import io.tallystick.testing.EventSchema;
import io.tallystick.testing.Jdbc;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster under load, and one random fault after another: {@code ./mvnw verify -Pfaults}. The
 * same {@code -Dfaults.seed} makes the same faults; {@code -Dfaults.only=DISK_FULL,NODE_KILLED}
 * makes no others. Leaves a report in {@code target/faults.txt}.
 */
class ClusterFaults {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterFaults.class);
  // A frozen node is silent; its callers ask another one then.
  private static final Duration ATTEMPT = Duration.ofMillis(1_500);

  // A refused attempt is sent again every few seconds, and no fault lasts longer than ten.
  private static final Duration LONGEST_IN_MEMORY = Duration.ofSeconds(30);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final FaultReport report = new FaultReport();

  @Test
  void whateverFailsNothingIsLostAndNothingIsDoneTwice() throws Exception {
    int count = Integer.getInteger("faults.count", 20);
    long seed = Long.getLong("faults.seed", System.nanoTime());
    List<String> only = List.of(System.getProperty("faults.only", "").split(",", -1));
    boolean asRoot = "root".equals(System.getProperty("user.name")) && Commands.tryRun("ip -V");
    List<Fault> faults =
        Stream.of(Fault.values())
            .filter(fault -> asRoot || !fault.isRootOnly())
            .filter(fault -> only.contains("") || only.contains(fault.name()))
            .toList();
    report.line(
        "%d faults of seed %d on three nodes, an API node and their database"
            .formatted(count, seed));
    report.line(
        asRoot
            ? "Each node has a network and a disk of its own."
            : "Not root: no node is cut off from others or slow, and no disk full.");
    LOG.info("{}", report);
    Random random = new Random(seed);
    try (FaultyCluster cluster = new FaultyCluster(directory, asRoot)) {
      Callers callers = new Callers(8, cluster::addresses, ATTEMPT);
      RefusedCallers refused = new RefusedCallers(3, cluster::storeAddresses, ATTEMPT);
      try (callers;
          refused) {
        for (int i = 0; i < count; i++) {
          TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(800));
          callers.untilAnswered(2);
          Fault fault = faults.get(random.nextInt(faults.size()));
          List<String> victims =
              fault.where() == Fault.On.ANY_NODE ? FaultyCluster.NODES : FaultyCluster.STORES;
          String victim = victims.get(random.nextInt(victims.size()));
          cluster.inflict(fault, victim, 300L + random.nextInt(2_500));
          TimeUnit.MILLISECONDS.sleep(300);
          Duration gap = callers.untilAnswered(2);
          Duration recovery = cluster.untilWell();
          LOG.info(
              "{} of {}: {} {}, {} ms, and all nodes well after another {} ms",
              i + 1,
              count,
              fault,
              victim,
              gap.toMillis(),
              recovery.toMillis());
          report.add(fault, gap, recovery);
        }
      }
      report.line(
          "%,d tokens handed out, %,d revocations and %,d checks answered, %d requests failed: %s"
              .formatted(
                  callers.issued().size(),
                  callers.revoked().size(),
                  callers.checks(),
                  callers.failures().size(),
                  callers.failures()));
      check(cluster, callers);
      checkRefusals(cluster, refused);
    } finally {
      Files.writeString(Path.of("target/faults.txt"), report.toString());
      LOG.info("{}", report);
    }
  }

  /** What callers were told, what the database holds, and what each node's event log says. */
  private void check(FaultyCluster cluster, Callers callers) throws Exception {
    assertThat(callers.failures()).isEmpty();
    Map<String, String> identities = new HashMap<>();
    Set<String> dead = new HashSet<>();
    try (Connection connection = Jdbc.connect(cluster.database());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select id, identity, revoked_at is not null from tallystick.token")) {
      while (rows.next()) {
        identities.put(rows.getString(1), rows.getString(2));
        if (rows.getBoolean(3)) {
          dead.add(rows.getString(1));
        }
      }
    }
    assertThat(identities).containsAllEntriesOf(callers.issued());
    assertThat(dead).containsAll(callers.revoked());
    assertThat(Reconciliation.run(cluster.database(), Duration.ofDays(30)).findings()).isEmpty();
    report.line("The database holds every token and revocation that was answered, each once.");

    // The last refused attempts may be on their way.
    await()
        .atMost(3, TimeUnit.MINUTES)
        .pollInterval(5, TimeUnit.SECONDS)
        .untilAsserted(() -> checkLogs(cluster));
    List<String> lines = Service.eventLines(cluster.logOf(FaultyCluster.STORES.get(0)));
    assertThat(lines).allSatisfy(line -> assertThat(EventSchema.faults(line)).isEmpty());
    report.line(
        "%,d events, the same bytes in each of three event logs, signed and gapless."
            .formatted(lines.size()));
  }

  /** Every refused attempt has one event, unless it was in the memory of a node that was killed. */
  private void checkRefusals(FaultyCluster cluster, RefusedCallers callers) throws Exception {
    Map<String, Integer> events = new HashMap<>();
    try (Connection connection = Jdbc.connect(cluster.database());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select identity, count(*) from tallystick.audit_event"
                    + " where outcome = 2 and starts_with(identity, '%s') group by identity"
                        .formatted(RefusedCallers.PREFIX))) {
      while (rows.next()) {
        events.put(rows.getString(1), rows.getInt(2));
      }
    }
    List<String> without = new ArrayList<>();
    int inMemory = 0;
    int taken = 0;
    for (Map.Entry<String, Answer> attempt : callers.refused().entrySet()) {
      boolean written = events.containsKey(attempt.getKey());
      if (mayHaveBeenInMemory(attempt.getValue(), cluster.killed())) {
        inMemory++;
        taken += written ? 0 : 1;
      } else if (!written) {
        without.add(attempt.getKey());
      }
    }
    report.line(
        "%,d refused attempts answered, %,d of them by a node soon before it was killed; %,d of these are lost."
            .formatted(callers.refused().size(), inMemory, taken));
    assertThat(without).as("refused attempts without an event").isEmpty();
    assertThat(events.values()).as("events of each refused attempt").containsOnly(1);
  }

  /** Whether the node that answered was killed soon after. */
  private static boolean mayHaveBeenInMemory(Answer answer, Map<URI, Long> killed) {
    Long end = killed.get(answer.node());
    return end != null && end - answer.nanos() < LONGEST_IN_MEMORY.toNanos();
  }

  /** All of them hold all that is committed, signed, and alike. */
  private static void checkLogs(FaultyCluster cluster) throws Exception {
    long head = head(cluster.database());
    List<String> lines = Service.eventLines(cluster.logOf(FaultyCluster.STORES.get(0)));
    for (String name : FaultyCluster.STORES) {
      Verdict verdict = verify(cluster.logOf(name));
      assertThat(verdict.sentence()).startsWith("%,d lines".formatted(head));
      assertThat(verdict.holds()).isTrue();
      assertThat(Service.eventLines(cluster.logOf(name))).hasSize((int) head).isEqualTo(lines);
    }
  }

  private static long head(DatabaseUrl url) throws SQLException {
    try (Connection connection = Jdbc.connect(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select seq from tallystick.audit_head")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static Verdict verify(Path log) throws IOException {
    return new LogReview(Files.readString(log.resolve("key.pub")))
        .verify(log, null, Progress.UNSEEN);
  }
}
