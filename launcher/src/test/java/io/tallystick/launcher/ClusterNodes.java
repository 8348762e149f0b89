package io.tallystick.launcher;

import io.tallystick.testing.FreePorts;
import io.tallystick.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Nodes of one cluster on one machine, each a process of its own, and the database they share. */
final class ClusterNodes implements AutoCloseable {

  /** Where nodes run, by their number. */
  interface Machines {

    /** The address by which the others reach a node. */
    String host(int node);

    /** What is to be said before a command for it to run there. */
    List<String> within(int node);
  }

  /** All of them on this one. */
  static final Machines LOOPBACK =
      new Machines() {
        @Override
        public String host(int node) {
          return "127.0.0.1";
        }

        @Override
        public List<String> within(int node) {
          return List.of();
        }
      };

  private final Path directory;
  private final Function<String, String> storeUrl;
  private final Machines machines;
  private final Function<String, List<String>> application;
  private final List<Integer> ports;
  private final Map<String, List<String>> settings = new LinkedHashMap<>();
  private final Map<String, ServiceProcess> running = new TreeMap<>();

  /**
   * No nodes yet, but room for some.
   *
   * @param storeUrl the database as a node sees it, by its name
   */
  ClusterNodes(Path directory, Function<String, String> storeUrl, int most) {
    this(directory, storeUrl, most, LOOPBACK, name -> ServiceProcess.theJar());
  }

  /**
   * The same, on other machines.
   *
   * @param application what the JVM of a node is to run, by the node's name
   */
  ClusterNodes(
      Path directory,
      Function<String, String> storeUrl,
      int most,
      Machines machines,
      Function<String, List<String>> application) {
    this.directory = directory;
    this.storeUrl = storeUrl;
    this.machines = machines;
    this.application = application;
    this.ports = FreePorts.take(most);
  }

  /** The settings of nodes that talk over TLS, with a new certificate that all of them show. */
  static String[] tls(Path directory) throws Exception {
    return TestCertificate.make(directory, "EC", "CN=node")
        .writeTo(directory, "cluster.tls-")
        .entrySet()
        .stream()
        .map(file -> "-Dtallystick.%s=%s".formatted(file.getKey(), file.getValue()))
        .toArray(String[]::new);
  }

  /** Starts a node that talks over TLS, and waits until it is ready. */
  ServiceProcess start(String name, String[] tls, String... more) throws IOException {
    return start(name, Stream.of(tls, more).flatMap(Stream::of).toArray(String[]::new));
  }

  /** Starts a node, and waits until it is ready. */
  ServiceProcess start(String name, String... more) throws IOException {
    int number = settings.size();
    List<String> all =
        new ArrayList<>(
            List.of(
                "-Dtallystick.node.name=" + name,
                "-Dtallystick.cluster.enabled=true",
                "-Dtallystick.api.host=" + machines.host(number),
                "-Dtallystick.cluster.host=" + machines.host(number),
                "-Dtallystick.cluster.port=" + ports.get(number),
                "-Dtallystick.cluster.bus-port=0",
                "-Dtallystick.cluster.members="
                    + IntStream.range(0, ports.size())
                        .mapToObj(node -> machines.host(node) + ":" + ports.get(node))
                        .collect(Collectors.joining(",")),
                "-Dtallystick.store.url=" + storeUrl.apply(name)));
    all.addAll(List.of(more));
    settings.put(name, all);
    return restart(name);
  }

  /** Starts a node again, with the settings that it had. */
  ServiceProcess restart(String name) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    int number = List.copyOf(settings.keySet()).indexOf(name);
    ServiceProcess node =
        ServiceProcess.start(
            home,
            machines.within(number),
            application.apply(name),
            settings.getOrDefault(name, List.of()));
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
