package io.tallystick.launcher;

import io.tallystick.config.ClusterSettings;
import io.tallystick.config.Settings;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.MessageCodecs;
import io.tallystick.launcher.node.Cluster;
import io.tallystick.launcher.node.ClusterTls;
import io.tallystick.testing.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Nodes of one cluster in this JVM that have nothing but their buses. */
final class BusNodes implements AutoCloseable {

  /** One of them. */
  record Node(Vertx vertx, Bus bus) implements AutoCloseable {

    @Override
    public void close() {
      bus.close();
      join(vertx.close());
    }
  }

  private final String cluster;
  private final ClusterTls tls;
  private final List<Integer> ports;
  private final List<Node> nodes = new ArrayList<>();
  private int places;

  /** No nodes yet, but room for some. */
  BusNodes(String cluster, int most) {
    this(cluster, most, new ClusterTls(null, false));
  }

  /** The same, with TLS between them. */
  BusNodes(String cluster, int most, ClusterTls tls) {
    this.cluster = cluster;
    this.tls = tls;
    this.ports = FreePorts.take(most);
  }

  Node start(String name) {
    Vertx vertx = vertx(tls);
    MessageCodecs.register(vertx.eventBus());
    Node node = new Node(vertx, Bus.clustered(vertx, name, false));
    nodes.add(node);
    return node;
  }

  /** A member of the cluster that knows none of our messages, and may have other files for TLS. */
  Vertx vertx(ClusterTls own) {
    return join(Cluster.join(Vertx.builder(), new VertxOptions(), settings(places++), own));
  }

  /** The settings of the node at a place. */
  ClusterSettings settings(int place) {
    return Settings.of(
            Map.of(
                "cluster.enabled",
                "true",
                "cluster.name",
                cluster,
                "cluster.host",
                "127.0.0.1",
                "cluster.port",
                ports.get(place).toString(),
                "cluster.bus-port",
                "0",
                "cluster.members",
                ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","))))
        .cluster();
  }

  static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
  }
}
