package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tallystick.audit.LogReview;
import io.tallystick.audit.Progress;
import io.tallystick.audit.Verdict;
import io.tallystick.config.DatabaseUrl;
import io.tallystick.store.Reconciliation;
import io.tallystick.testing.EventSchema;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three nodes under load, and one random fault after another: {@code ./mvnw verify -Pfaults}. The
 * same {@code -Dfaults.seed} makes the same faults. Leaves a report in {@code target/faults.txt}.
 */
class ClusterFaults {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterFaults.class);
  private static final List<String> NAMES = List.of("a", "b", "c");

  private enum Fault {
    NODE_KILLED,
    NODE_FROZEN,
    NODE_REPLACED,
    DATABASE_KILLED,
    DATABASE_FROZEN,
    CONNECTIONS_CUT,
    NETWORK_CUT,
    NETWORK_FROZEN
  }

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final Map<String, FaultyNetwork> networks = new HashMap<>();
  private final List<URI> addresses = new CopyOnWriteArrayList<>();
  private final Map<Fault, List<Duration>> gaps = new EnumMap<>(Fault.class);

  @Test
  void whateverFailsNothingIsLostAndNothingIsDoneTwice() throws Exception {
    int count = Integer.getInteger("faults.count", 20);
    long seed = Long.getLong("faults.seed", System.nanoTime());
    LOG.info("{} faults of seed {}", count, seed);
    Random random = new Random(seed);
    EmbeddedPostgres database = EmbeddedPostgres.start(directory.resolve("postgres"));
    try (ClusterNodes nodes =
        new ClusterNodes(directory, node -> through(node, database.url()), NAMES.size())) {
      for (String name : NAMES) {
        addresses.add(nodes.start(name, "-Dtallystick.api.drain-delay=300ms").uri("/"));
      }
      Callers callers = new Callers(8, () -> addresses);
      try (callers) {
        for (int i = 0; i < count; i++) {
          TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(800));
          callers.longestGap();
          Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
          inflict(fault, NAMES.get(random.nextInt(NAMES.size())), random, nodes, database);
          TimeUnit.MILLISECONDS.sleep(300);
          Duration gap = callers.longestGap();
          LOG.info("{} of {}: {}, {} ms", i + 1, count, fault, gap.toMillis());
          gaps.computeIfAbsent(fault, f -> new ArrayList<>()).add(gap);
        }
      }
      report(seed, count, callers);
      check(nodes, url(database), callers);
    } finally {
      database.stop();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private void inflict(
      Fault fault, String name, Random random, ClusterNodes nodes, EmbeddedPostgres database)
      throws Exception {
    ServiceProcess node = nodes.get(name);
    FaultyNetwork network = Objects.requireNonNull(networks.get(name));
    long millis = 300L + random.nextInt(2_500);
    switch (fault) {
      case NODE_KILLED -> {
        node.kill();
        restart(nodes, name);
      }
      case NODE_FROZEN -> {
        node.signal("STOP");
        TimeUnit.MILLISECONDS.sleep(millis);
        node.signal("CONT");
      }
      case NODE_REPLACED -> {
        node.stop();
        restart(nodes, name);
      }
      case DATABASE_KILLED -> database.server().ifPresent(ProcessHandle::destroyForcibly);
      case DATABASE_FROZEN -> {
        List<ProcessHandle> all =
            database.server().stream()
                .flatMap(server -> Stream.concat(Stream.of(server), server.children()))
                .toList();
        for (ProcessHandle process : all) {
          Signals.send("STOP", process);
        }
        TimeUnit.MILLISECONDS.sleep(millis);
        for (ProcessHandle process : all) {
          Signals.send("CONT", process);
        }
      }
      case CONNECTIONS_CUT -> network.cutOnce();
      case NETWORK_CUT -> {
        network.cut();
        TimeUnit.MILLISECONDS.sleep(millis);
        network.heal();
      }
      case NETWORK_FROZEN -> {
        network.freeze();
        TimeUnit.MILLISECONDS.sleep(millis);
        network.thaw();
      }
    }
  }

  private void restart(ClusterNodes nodes, String name) throws IOException {
    addresses.set(NAMES.indexOf(name), nodes.restart(name).uri("/"));
  }

  private void report(long seed, int count, Callers callers) throws IOException {
    StringBuilder report = new StringBuilder();
    report.append(
        "%d faults of seed %d on three nodes and their database%n".formatted(count, seed));
    gaps.forEach(
        (fault, all) ->
            report.append(
                "%-16s %3d times, longest time without a good answer %5d ms, median %5d ms%n"
                    .formatted(
                        fault,
                        all.size(),
                        all.stream().mapToLong(Duration::toMillis).max().orElse(0),
                        all.stream()
                            .mapToLong(Duration::toMillis)
                            .sorted()
                            .skip(all.size() / 2)
                            .findFirst()
                            .orElse(0))));
    report.append(
        "%d tokens handed out, %d revocations answered, %d requests failed: %s%n"
            .formatted(
                callers.issued().size(),
                callers.revoked().size(),
                callers.failures().size(),
                callers.failures()));
    Files.writeString(Path.of("target/faults.txt"), report);
    LOG.info("{}", report);
  }

  /** What callers were told, what the database holds, and what each node's event log says. */
  private void check(ClusterNodes nodes, String url, Callers callers) throws Exception {
    assertThat(callers.failures()).isEmpty();
    Map<String, String> identities = new HashMap<>();
    Set<String> dead = new HashSet<>();
    long head;
    DatabaseUrl parsed = DatabaseUrl.parse(url);
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s"
                    .formatted(parsed.host(), parsed.port(), parsed.database()),
                parsed.user(),
                parsed.password());
        Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "select id, identity, revoked_at is not null from tallystick.token")) {
        while (rows.next()) {
          identities.put(rows.getString(1), rows.getString(2));
          if (rows.getBoolean(3)) {
            dead.add(rows.getString(1));
          }
        }
      }
      try (ResultSet rows = statement.executeQuery("select seq from tallystick.audit_head")) {
        rows.next();
        head = rows.getLong(1);
      }
    }
    assertThat(identities).containsAllEntriesOf(callers.issued());
    assertThat(dead).containsAll(callers.revoked());
    assertThat(Reconciliation.run(parsed, Duration.ofDays(30)).findings()).isEmpty();

    for (String name : NAMES) {
      Path log = nodes.logOf(name);
      await().atMost(60, TimeUnit.SECONDS).until(() -> Service.eventLines(log).size() >= head);
      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> verify(log).sentence().startsWith("%,d lines".formatted(head)));
      assertThat(verify(log).holds()).isTrue();
      assertThat(Service.eventLines(log)).isEqualTo(Service.eventLines(nodes.logOf("a")));
    }
    assertThat(Service.eventLines(nodes.logOf("a")))
        .allSatisfy(line -> assertThat(EventSchema.faults(line)).isEmpty());
    LOG.info("{} events, in every node's log the same, and signed", head);
  }

  private static Verdict verify(Path log) throws IOException {
    return new LogReview(Files.readString(log.resolve("key.pub")))
        .verify(log, null, Progress.UNSEEN);
  }

  /** The database through a network of the node's own, that can be made to fail. */
  private String through(String node, DatabaseUrl database) {
    FaultyNetwork network = new FaultyNetwork(vertx, database.host(), database.port());
    networks.put(node, network);
    Future<Integer> port = network.listen();
    return TestPostgres.throughPort(
        text(database), port.toCompletionStage().toCompletableFuture().join());
  }

  private static String url(EmbeddedPostgres database) {
    return text(database.url());
  }

  private static String text(DatabaseUrl url) {
    return "postgresql://%s:%s@%s:%d/%s?sslmode=disable"
        .formatted(url.user(), url.password(), url.host(), url.port(), url.database());
  }
}
