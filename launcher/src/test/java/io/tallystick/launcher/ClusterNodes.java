package io.tallystick.launcher;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Nodes of one cluster on one machine, each a process of its own, and the database they share. */
final class ClusterNodes implements AutoCloseable {

  private final Path directory;
  private final Function<String, String> storeUrl;
  private final List<Integer> ports = new ArrayList<>();
  private final Map<String, List<String>> settings = new LinkedHashMap<>();
  private final Map<String, ServiceProcess> running = new TreeMap<>();

  /**
   * No nodes yet, but room for some.
   *
   * @param storeUrl the database as a node sees it, by its name
   */
  ClusterNodes(Path directory, Function<String, String> storeUrl, int most) throws IOException {
    this.directory = directory;
    this.storeUrl = storeUrl;
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      sockets.add(new ServerSocket(0));
    }
    for (ServerSocket socket : sockets) {
      ports.add(socket.getLocalPort());
      socket.close();
    }
  }

  /** Starts a node, and waits until it is ready. */
  ServiceProcess start(String name, String... more) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "-Dtallystick.node.name=" + name,
                "-Dtallystick.cluster.enabled=true",
                "-Dtallystick.cluster.host=127.0.0.1",
                "-Dtallystick.cluster.port=" + ports.get(settings.size()),
                "-Dtallystick.cluster.bus-port=0",
                "-Dtallystick.cluster.members="
                    + ports.stream()
                        .map(port -> "127.0.0.1:" + port)
                        .collect(Collectors.joining(",")),
                "-Dtallystick.store.url=" + storeUrl.apply(name)));
    all.addAll(List.of(more));
    settings.put(name, all);
    return restart(name);
  }

  /** Starts a node again, with the settings that it had. */
  ServiceProcess restart(String name) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    ServiceProcess node =
        ServiceProcess.start(home, settings.getOrDefault(name, List.of()).toArray(String[]::new));
    running.put(name, node);
    return node;
  }

  ServiceProcess get(String name) {
    ServiceProcess node = running.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node is called " + name);
    }
    return node;
  }

  Path logOf(String name) {
    return directory.resolve(name).resolve("data/audit");
  }

  @Override
  public void close() {
    running.values().parallelStream().forEach(ServiceProcess::close);
  }
}
