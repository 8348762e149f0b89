package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.testing.Eventually;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several nodes as one service, some of which die, and some of which are replaced. */
class ClusterIT {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterIT.class);
  private static final String SEGMENT = "events-00000000000000000001.jsonl";

  @TempDir Path directory;
  private final String url = TestPostgres.shared().newDatabase();
  private final Vertx vertx = Vertx.vertx();

  // No store is asked about it.
  private static final String MISTYPED = "tally_" + "0".repeat(70) + "1";

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aNodeWithoutAStoreAsksAnotherAndTheNextWhereThatDies() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(directory, node -> url, 3)) {
      nodes.start("b", "-Dtallystick.node.roles=store,audit");
      nodes.start("c", "-Dtallystick.node.roles=store,audit");
      // Less than it takes a request that nobody takes over: that of a dead store has no answer.
      URI front =
          nodes
              .start("a", "-Dtallystick.node.roles=api", "-Dtallystick.api.request-timeout=1m")
              .uri("/");
      await().until(() -> nodes.get("a").post("{\"identity\": \"first\"}").statusCode() == 200);
      try (Callers callers = new Callers(8, () -> List.of(front), Eventually.LIMIT)) {
        callers.untilAnswered(200);

        nodes.get("b").kill();

        Duration gap = callers.untilAnswered(200);
        LOG.info("A store was killed: {} ms without a good answer", gap.toMillis());

        nodes.restart("b");
        nodes.get("c").stop();
        callers.untilAnswered(200);
        // None had to ask again: the node in front took what the dead store had to the other one.
        assertThat(callers.setbacks()).isEmpty();
        assertThat(callers.failures()).isEmpty();
      }

      // What is refused while there is no event log waits for one.
      nodes.get("b").stop();
      for (int i = 0; i < 5; i++) {
        assertThat(nodes.get("a").delete("billing", MISTYPED).statusCode()).isEqualTo(404);
      }
      await()
          .until(
              () -> nodes.get("a").stderr().contains("Refused attempts are waiting for an event"));
      nodes.restart("b");
      await().until(() -> refusals("not_a_token") == 5);
    }
  }

  /** How many refused attempts have events, by their reason. */
  private long refusals(String reason) throws SQLException {
    try (Connection connection = Jdbc.connect(DatabaseUrl.parse(url));
        PreparedStatement query =
            connection.prepareStatement(
                "select count(*) from tallystick.audit_event where reason = ?")) {
      query.setString(1, reason);
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  @Test
  void aNodeWithAnotherDatabaseDoesNotStart() throws Exception {
    String other = TestPostgres.shared().newDatabase();
    try (ClusterNodes nodes =
        new ClusterNodes(directory, node -> node.equals("b") ? other : url, 2)) {
      nodes.start("a");
      assertThatThrownBy(() -> nodes.start("b")).hasMessageContaining("ended before it was ready");
      assertThat(Files.readString(directory.resolve("b/stderr.log")))
          .contains("this node has another database than the cluster")
          .doesNotContain("\tat ");
      // While the other one was there, it was a stranger.
      await().until(() -> nodes.get("a").isHealthy());
    }
  }

  @Test
  void nodesThatDieOrAreReplacedOrLoseTheDatabaseCostTheirCallersNothing() throws Exception {
    FaultyNetwork network =
        new FaultyNetwork(vertx, TestPostgres.shared().host(), TestPostgres.shared().port());
    String through =
        TestPostgres.throughPort(
            url, network.listen().toCompletionStage().toCompletableFuture().join());
    try (ClusterNodes nodes =
        new ClusterNodes(directory, node -> node.equals("b") ? through : url, 3)) {
      List<URI> addresses = new CopyOnWriteArrayList<>();
      for (String name : List.of("a", "b", "c")) {
        addresses.add(nodes.start(name, "-Dtallystick.api.drain-delay=300ms").uri("/"));
      }
      Callers callers = new Callers(8, () -> addresses, Duration.ofSeconds(10));
      try (callers) {
        callers.untilAnswered(200);
        nodes.get("b").kill();
        Duration gap = callers.untilAnswered(200);
        LOG.info("One of three nodes was killed: {} ms without a good answer", gap.toMillis());
        addresses.set(1, nodes.restart("b").uri("/"));

        for (int i = 0; i < 3; i++) {
          String name = List.of("a", "b", "c").get(i);
          long begun = System.nanoTime();
          nodes.get(name).stop();
          long stopped = System.nanoTime();
          addresses.set(i, nodes.restart(name).uri("/"));
          LOG.info(
              "{} stopped in {} ms, and was ready again {} ms later",
              name,
              TimeUnit.NANOSECONDS.toMillis(stopped - begun),
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopped));
        }
        LOG.info(
            "All three were replaced: {} ms without a good answer",
            callers.untilAnswered(100).toMillis());

        // Whoever asks /health sends it no more requests, and nobody starts it again.
        network.cut();
        await().until(() -> nodes.get("b").status("/health") == 503);
        assertThat(nodes.get("b").status("/live")).isEqualTo(200);
        assertThat(nodes.get("a").status("/health")).isEqualTo(200);
        network.heal();
        await().until(() -> nodes.get("b").status("/health") == 200);
      }
      assertThat(callers.failures()).isEmpty();
      LOG.info("{} issued, {} revoked", callers.issued().size(), callers.revoked().size());

      await()
          .until(
              () ->
                  lines(nodes, "a") >= callers.issued().size() + callers.revoked().size()
                      && lines(nodes, "b") == lines(nodes, "a")
                      && lines(nodes, "c") == lines(nodes, "a"));
      for (String name : List.of("b", "c")) {
        assertThat(nodes.logOf(name).resolve(SEGMENT))
            .hasSameBinaryContentAs(nodes.logOf("a").resolve(SEGMENT));
      }
    }
  }

  @Test
  void aNodeThatStopsSaysOneLineAndTheOthersSayOne() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(directory, node -> url, 3)) {
      nodes.start("a");
      nodes.start("b", "-Dtallystick.node.roles=api");
      nodes.start("c");
      for (String name : List.of("a", "b", "c")) {
        await().until(() -> nodes.get(name).get("/metrics").body().contains("cluster_nodes 3.0"));
      }

      nodes.get("c").stop();
      for (String name : List.of("a", "b")) {
        await().until(() -> nodes.get(name).stderr().contains("c is gone: "));
      }
      nodes.get("b").stop();
      await().until(() -> nodes.get("a").stderr().contains("b is gone: "));
      nodes.get("a").stop();

      assertThat(nodes.get("a").stderr())
          .contains("c has joined: the cluster has 3 nodes: a, b, c")
          .contains("c is gone: the cluster has 2 nodes: a, b")
          .contains("b is gone: the cluster has 1 node: a")
          .contains("Left the cluster of 1 node");
      assertThat(nodes.get("b").stderr()).contains("Left the cluster of 2 nodes");
      assertThat(nodes.get("c").stderr()).contains("Left the cluster of 3 nodes");
      for (String name : List.of("a", "b", "c")) {
        // A busy machine may stop a thread for seconds, which Vert.x tells.
        assertThat(nodes.get(name).stderr().lines())
            .filteredOn(line -> !line.contains("BlockedThreadChecker") && !line.contains("No pong"))
            .noneMatch(line -> line.matches(".*(WARN|ERROR|Exception|\tat ).*"));
      }
    }
  }

  @Test
  void messagesAreEncryptedAndOnlyNodesOfOneAuthorityHearThem() throws Exception {
    String[] ours = tls("ours");
    String[] strange = tls("strange");
    try (ClusterNodes nodes = new ClusterNodes(directory, node -> url, 3)) {
      nodes.start("b", ours, "-Dtallystick.node.roles=store,audit");
      nodes.start("a", ours, "-Dtallystick.node.roles=api");
      await().until(() -> nodes.get("a").post("{\"identity\": \"first\"}").statusCode() == 200);

      nodes.start(
          "x", strange, "-Dtallystick.node.roles=api", "-Dtallystick.api.request-timeout=2s");
      assertThat(nodes.get("x").post("{\"identity\": \"second\"}").statusCode()).isEqualTo(503);
      assertThat(nodes.get("a").post("{\"identity\": \"third\"}").statusCode()).isEqualTo(200);
    }
  }

  /** A certificate that is its own authority, and the settings that name it. */
  private String[] tls(String name) throws Exception {
    return ClusterNodes.tls(Files.createDirectories(directory.resolve(name)));
  }

  private static long lines(ClusterNodes nodes, String name) throws Exception {
    try (var lines = Files.lines(nodes.logOf(name).resolve(SEGMENT))) {
      return lines.count();
    }
  }
}
