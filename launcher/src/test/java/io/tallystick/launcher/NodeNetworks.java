package io.tallystick.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network namespace for each node, all on one bridge, so that what passes between two of them can
 * be stopped while the rest goes on. For root, on Linux.
 */
final class NodeNetworks implements ClusterNodes.Machines, AutoCloseable {

  private static final String BRIDGE = "tally-bridge";
  private static final String NETWORK = "10.213.77.";
  // Of each namespace: what replaces files of /etc for the programs in it.
  private static final Path FILES = Path.of("/etc/netns");
  // Nobody's: what is sent there is lost without a word.
  private static final String NOBODY = "02:00:00:00:00:fe";

  private final int count;

  /** Networks for nodes 0 to count - 1; what an ended run has left of its own is removed. */
  NodeNetworks(int count) throws IOException {
    this.count = count;
    close();
    Commands.run("ip link add " + BRIDGE + " type bridge");
    for (String address : List.of(outside(), otherAddress())) {
      Commands.run("ip addr add " + address + "/24 dev " + BRIDGE);
    }
    Commands.run("ip link set " + BRIDGE + " up");
    for (int i = 0; i < count; i++) {
      String namespace = namespace(i);
      Files.createDirectories(FILES.resolve(namespace));
      Files.writeString(resolverOf(namespace), "nameserver " + outside() + "\n");
      Commands.run("ip netns add " + namespace);
      Commands.run(
          "ip link add %s type veth peer name eth0 netns %s".formatted(namespace, namespace));
      Commands.run("ip link set %s master %s up".formatted(namespace, BRIDGE));
      Commands.run("ip -n %s addr add %s/24 dev eth0".formatted(namespace, host(i)));
      Commands.run("ip -n %s link set eth0 up".formatted(namespace));
      Commands.run("ip -n %s link set lo up".formatted(namespace));
    }
  }

  /** The address of the machine itself, as nodes see it. They ask its DNS server for names. */
  static String outside() {
    return NETWORK + "254";
  }

  /** Another one of its addresses. */
  static String otherAddress() {
    return NETWORK + "253";
  }

  private static Path resolverOf(String namespace) {
    return FILES.resolve(namespace).resolve("resolv.conf");
  }

  @Override
  public String host(int node) {
    return NETWORK + (node + 1);
  }

  @Override
  public List<String> within(int node) {
    return List.of("ip", "netns", "exec", namespace(node));
  }

  /** From here on, nothing passes between a node and any other. */
  void cutOff(int node) throws IOException {
    for (int other : others(node)) {
      lose(node, other);
      lose(other, node);
    }
  }

  /** All passes again between a node and the others. */
  void heal(int node) {
    for (int other : others(node)) {
      Commands.tryRun(neighbour("del", node, other));
      Commands.tryRun(neighbour("del", other, node));
    }
  }

  /** From here on, a node sends no more than some kilobits a second. */
  void slow(int node, int kilobits) throws IOException {
    Commands.run(
        "tc -n %s qdisc add dev eth0 root tbf rate %dkbit burst 4kbit latency 500ms"
            .formatted(namespace(node), kilobits));
  }

  /** It sends as fast as it can again. */
  void hurry(int node) throws IOException {
    Commands.run("tc -n %s qdisc del dev eth0 root".formatted(namespace(node)));
  }

  private void lose(int from, int to) throws IOException {
    Commands.run(neighbour("replace", from, to) + " lladdr " + NOBODY + " nud permanent");
  }

  private String neighbour(String change, int from, int to) {
    return "ip -n %s neigh %s %s dev eth0".formatted(namespace(from), change, host(to));
  }

  private int[] others(int node) {
    return IntStream.range(0, count).filter(other -> other != node).toArray();
  }

  private static String namespace(int node) {
    return "tally-" + node;
  }

  @Override
  public void close() {
    for (int i = 0; i < count; i++) {
      Commands.tryRun("ip link del " + namespace(i));
      Commands.tryRun("ip netns del " + namespace(i));
      resolverOf(namespace(i)).toFile().delete();
      FILES.resolve(namespace(i)).toFile().delete();
    }
    Commands.tryRun("ip link del " + BRIDGE);
  }
}
