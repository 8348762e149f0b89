package io.tallystick.launcher;

import io.tallystick.config.ClusterSettings;
import io.tallystick.config.Settings;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.MessageCodecs;
import io.tallystick.launcher.node.Cluster;
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
  private final List<Integer> ports;
  private final List<Node> nodes = new ArrayList<>();

  /** No nodes yet, but room for some. */
  BusNodes(String cluster, int most) {
    this.cluster = cluster;
    this.ports = FreePorts.take(most);
  }

  Node start(String name) {
    ClusterSettings settings =
        Settings.of(
                Map.of(
                    "cluster.enabled",
                    "true",
                    "cluster.name",
                    cluster,
                    "cluster.host",
                    "127.0.0.1",
                    "cluster.port",
                    ports.get(nodes.size()).toString(),
                    "cluster.bus-port",
                    "0",
                    "cluster.members",
                    ports.stream()
                        .map(port -> "127.0.0.1:" + port)
                        .collect(Collectors.joining(","))))
            .cluster();
    Vertx vertx = join(Cluster.join(Vertx.builder(), new VertxOptions(), settings));
    MessageCodecs.register(vertx.eventBus());
    Node node = new Node(vertx, Bus.clustered(vertx, name));
    nodes.add(node);
    return node;
  }

  static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
  }
}
