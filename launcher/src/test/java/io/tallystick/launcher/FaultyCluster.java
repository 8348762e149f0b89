package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.NameServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Three nodes that do all, one that serves HTTP alone, and their database; each of them can be made
 * to fail. As root on Linux, each node has a network and a disk of its own.
 */
final class FaultyCluster implements AutoCloseable {

  static final List<String> STORES = List.of("a", "b", "c");
  static final List<String> NODES = List.of("a", "b", "c", "front");

  private static final int DNS_PORT = 53;

  private final Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final FaultyDatabase database;
  private final @Nullable NodeNetworks networks;
  private final @Nullable NameServer names;
  private final ClusterNodes nodes;
  private final List<URI> addresses = new CopyOnWriteArrayList<>();
  private final Map<URI, Long> killed = new HashMap<>();
  private final Map<String, FaultyNetwork> toDatabase = new HashMap<>();
  private final Map<String, SmallDisk> disks = new HashMap<>();
  // Of the database, as the nodes see it.
  private String address = NodeNetworks.outside();

  FaultyCluster(Path directory, boolean asRoot) throws Exception {
    this.directory = directory;
    this.database = new FaultyDatabase(directory.resolve("postgres"));
    this.networks = asRoot ? new NodeNetworks(NODES.size()) : null;
    this.names =
        asRoot
            ? new NameServer(
                new InetSocketAddress(NodeNetworks.outside(), DNS_PORT), NodeNetworks.outside())
            : null;
    this.nodes =
        new ClusterNodes(
            directory,
            this::databaseOf,
            NODES.size(),
            networks == null ? ClusterNodes.LOOPBACK : networks,
            name -> MovedClock.application(ServiceProcess.jar(), clockOf(name)));
    String[] tls = ClusterNodes.tls(Files.createDirectories(directory.resolve("tls")));
    for (String name : NODES) {
      String roles = STORES.contains(name) ? "api,store,audit" : "api";
      if (asRoot && STORES.contains(name)) {
        disks.put(name, new SmallDisk(directory.resolve(name).resolve("data")));
      }
      addresses.add(
          nodes
              .start(
                  name,
                  tls,
                  "-Dtallystick.node.roles=" + roles,
                  "-Dtallystick.node.dns-cache=1s",
                  "-Dtallystick.api.drain-delay=300ms",
                  "-Dtallystick.api.request-timeout=10s",
                  "-Dtallystick.store.max-wait=200ms",
                  // So that each has an event of its own.
                  "-Dtallystick.audit.max-refusals-per-minute=1000000")
              .uri("/"));
    }
  }

  /** Where HTTP is served, by every node. */
  List<URI> addresses() {
    return addresses;
  }

  /** The same, of the nodes that have a store and an event log. */
  List<URI> storeAddresses() {
    return List.copyOf(addresses).subList(0, STORES.size());
  }

  /** Where those served HTTP that were killed, and when, as {@link System#nanoTime}. */
  Map<URI, Long> killed() {
    return killed;
  }

  Path logOf(String name) {
    return nodes.logOf(name);
  }

  DatabaseUrl database() {
    return database.url();
  }

  /**
   * Makes something fail, and well again; blocks that long.
   *
   * @param name of a node, of those that the fault is for
   * @param millis how long a fault lasts that has a length
   */
  void inflict(Fault fault, String name, long millis) throws Exception {
    ServiceProcess node = nodes.get(name);
    switch (fault) {
      case NODE_KILLED -> {
        killed.put(node.uri("/"), System.nanoTime());
        node.kill();
        restart(name);
      }
      case NODE_REPLACED -> {
        node.stop();
        restart(name);
      }
      case NODE_FROZEN -> {
        node.signal("STOP");
        TimeUnit.MILLISECONDS.sleep(millis);
        node.signal("CONT");
      }
      case NODE_CUT_OFF -> {
        Objects.requireNonNull(networks).cutOff(NODES.indexOf(name));
        // Longer than the others wait for it before they go on as a cluster of their own.
        TimeUnit.MILLISECONDS.sleep(4 * millis);
        networks.heal(NODES.indexOf(name));
      }
      case NODE_SLOW -> {
        Objects.requireNonNull(networks).slow(NODES.indexOf(name), 256);
        TimeUnit.MILLISECONDS.sleep(millis);
        networks.hurry(NODES.indexOf(name));
      }
      case CLOCK_MOVED -> {
        // Forwards and backwards, up to some five hours.
        Duration wrong = Duration.ofSeconds((millis - 1_500) * 14);
        MovedClock.move(clockOf(name), wrong);
        TimeUnit.MILLISECONDS.sleep(millis);
        MovedClock.move(clockOf(name), Duration.ZERO);
      }
      case DISK_FULL -> {
        SmallDisk disk = Objects.requireNonNull(disks.get(name));
        disk.fill();
        TimeUnit.MILLISECONDS.sleep(millis);
        disk.free();
      }
      case CONNECTIONS_CUT -> network(name).cutOnce();
      case CONNECTIONS_LOST -> network(name).lose();
      case DATABASE_CUT_OFF -> {
        network(name).cut();
        TimeUnit.MILLISECONDS.sleep(millis);
        network(name).heal();
      }
      case DATABASE_SILENT -> {
        network(name).freeze();
        TimeUnit.MILLISECONDS.sleep(millis);
        network(name).thaw();
      }
      case DATABASE_SLOW -> {
        network(name).delay(millis / 10);
        TimeUnit.MILLISECONDS.sleep(millis);
        network(name).delay(0);
      }
      case DATABASE_IS_STANDBY -> {
        DatabaseUrl standby = database.standby();
        database.holdStandby();
        network(name).leadTo(standby.host(), standby.port());
        TimeUnit.MILLISECONDS.sleep(millis);
        network(name).leadTo(database.url().host(), database.url().port());
        database.releaseStandby();
      }
      case DATABASE_MOVED -> {
        address =
            address.equals(NodeNetworks.outside())
                ? NodeNetworks.otherAddress()
                : NodeNetworks.outside();
        for (FaultyNetwork network : toDatabase.values()) {
          network.move(address).toCompletionStage().toCompletableFuture().join();
        }
        // Until then, nobody is at the address that is told.
        TimeUnit.MILLISECONDS.sleep(millis);
        Objects.requireNonNull(names).tell(address);
      }
      case DATABASE_FAR -> {
        toDatabase.values().forEach(network -> network.delay(20 + millis * 80 / 2_800));
        TimeUnit.MILLISECONDS.sleep(2 * millis);
        toDatabase.values().forEach(network -> network.delay(0));
      }
      case DATABASE_KILLED,
          DATABASE_RESTARTED,
          DATABASE_FROZEN,
          DATABASE_READ_ONLY,
          DATABASE_CLOCK_MOVED,
          PARTITIONS_LOCKED,
          HEAD_LOCKED ->
          database.inflict(fault, millis);
    }
  }

  /** Waits until every node says that it is well, and returns how long that took. */
  Duration untilWell() throws Exception {
    long begun = System.nanoTime();
    for (String name : NODES) {
      await().alias(name).until(() -> nodes.get(name).isHealthy());
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void restart(String name) throws IOException {
    addresses.set(NODES.indexOf(name), nodes.restart(name).uri("/"));
  }

  private FaultyNetwork network(String node) {
    return Objects.requireNonNull(toDatabase.get(node));
  }

  private Path clockOf(String node) {
    return directory.resolve("clock-of-" + node);
  }

  /** The database through a network of the node's own. */
  private String databaseOf(String node) {
    DatabaseUrl url = database.url();
    FaultyNetwork network = new FaultyNetwork(vertx, url.host(), url.port());
    toDatabase.put(node, network);
    String at = networks == null ? "127.0.0.1" : address;
    String host = networks == null ? at : "database.test";
    int port = network.listen(at).toCompletionStage().toCompletableFuture().join();
    return "postgresql://%s:%s@%s:%d/%s?sslmode=require"
        .formatted(url.user(), url.password(), host, port, url.database());
  }

  @Override
  public void close() {
    nodes.close();
    disks.values().forEach(SmallDisk::close);
    if (names != null) {
      names.close();
    }
    if (networks != null) {
      networks.close();
    }
    database.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
