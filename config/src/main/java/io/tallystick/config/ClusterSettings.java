package io.tallystick.config;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.TlsFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How this node finds the other nodes, if there are any. Immutable, read and checked. */
public final class ClusterSettings {

  static final SettingGroup GROUP = new SettingGroup();

  private final Values values;

  ClusterSettings(Values values) {
    this.values = values;
  }

  private static final Setting<Boolean> ENABLED =
      GROUP.add(
          "cluster.enabled",
          SettingType.bool(),
          DefaultValue.of("false"),
          "Whether this node talks to other nodes.");

  /** Whether this node talks to other nodes. */
  public boolean enabled() {
    return values.get(ENABLED);
  }

  private static final Setting<String> NAME =
      GROUP.add(
          "cluster.name",
          SettingType.text("[A-Za-z0-9._-]{1,64}", "1 to 64 letters, digits, '.', '_', '-'"),
          DefaultValue.of("tallystick"),
          "The name of the cluster. A node ignores nodes of a cluster with another name.");

  /** The name of the cluster. Nodes with another cluster name do not belong to it. */
  public String name() {
    return values.get(NAME);
  }

  private static final Setting<String> HOST =
      GROUP.add(
          "cluster.host",
          SettingType.text("\\S+", "the address of this node that the others reach it by"),
          DefaultValue.none(),
          "The address of the network interface by which the other nodes reach this node. It is"
              + " required if cluster.enabled is true.");

  /** The address by which the other nodes reach this node; null only if there is no cluster. */
  public @Nullable String host() {
    return values.find(HOST);
  }

  private static final Setting<Integer> PORT =
      GROUP.add(
          "cluster.port",
          SettingType.integer(1, 65_535),
          DefaultValue.of("5701"),
          "The TCP port by which the nodes find each other.");

  /** The TCP port by which the nodes find each other. */
  public int port() {
    return values.get(PORT);
  }

  private static final Setting<Integer> BUS_PORT =
      GROUP.add(
          "cluster.bus-port",
          SettingType.integer(0, 65_535),
          DefaultValue.of("5702"),
          "The TCP port of the messages between nodes. If it is 0, the system picks a free port.");

  /** The TCP port of the event bus; 0 means any free port. */
  public int busPort() {
    return values.get(BUS_PORT);
  }

  private static final Setting<List<String>> MEMBERS =
      GROUP.add(
          "cluster.members",
          SettingType.of(
              "a list of hosts with their cluster.port",
              "node-1:5701, node-2:5701",
              ClusterSettings::parseMembers),
          DefaultValue.of(""),
          "The nodes of the cluster, as host:port. A cluster needs exactly one of cluster.members,"
              + " cluster.dns and cluster.kubernetes-service.");

  /** The other nodes, as host:port; empty if they are found in another way. */
  public List<String> members() {
    return values.get(MEMBERS);
  }

  private static final Setting<String> DNS =
      GROUP.add(
          "cluster.dns",
          SettingType.text("\\S+", "a DNS name whose addresses are the nodes"),
          DefaultValue.none(),
          "A DNS name whose addresses are the nodes, such as that of a headless service.");

  /** A DNS name whose addresses are the nodes; null if they are found in another way. */
  public @Nullable String dns() {
    return values.find(DNS);
  }

  private static final Setting<String> KUBERNETES_SERVICE =
      GROUP.add(
          "cluster.kubernetes-service",
          SettingType.text("\\S+", "the name of a Kubernetes service"),
          DefaultValue.none(),
          "A Kubernetes service whose endpoints are the nodes. The API server of Kubernetes is"
              + " asked for them.");

  /** A Kubernetes service whose endpoints are the nodes; null if they are found in another way. */
  public @Nullable String kubernetesService() {
    return values.find(KUBERNETES_SERVICE);
  }

  private static final Setting<Path> TLS_CERT =
      GROUP.add(
          "cluster.tls-cert",
          SettingType.path("a PEM file"),
          DefaultValue.none(),
          "The PEM file of this node's certificate. With it, messages between nodes are encrypted,"
              + " and both ends show their certificates. It is required unless cluster.host is a"
              + " loopback address.");

  private static final Setting<Path> TLS_KEY =
      GROUP.add(
          "cluster.tls-key",
          SettingType.path("a PEM file"),
          DefaultValue.none(),
          "The PEM file of the private key of this node's certificate.");

  private static final Setting<Path> TLS_CA =
      GROUP.add(
          "cluster.tls-ca",
          SettingType.path("a PEM file"),
          DefaultValue.none(),
          "The PEM file of the authority that signed the certificates of all nodes.");

  /**
   * The files for mutual TLS between nodes: each shows its certificate, and takes those that the
   * authorities have signed. Null if the event bus is not encrypted; otherwise there are
   * authorities.
   */
  public @Nullable TlsFiles tls() {
    return values.findTls(TLS_CERT, TLS_KEY, TLS_CA);
  }

  private static final Setting<Boolean> INSECURE =
      GROUP.add(
          "cluster.insecure",
          SettingType.bool(),
          DefaultValue.of("false"),
          "Whether the cluster may work without TLS although other machines reach cluster.host. Then"
              + " whoever reaches cluster.bus-port can issue and revoke tokens.");

  /** Whether there may be no TLS between nodes of different machines. */
  public boolean insecure() {
    return values.get(INSECURE);
  }

  /** A sentence for each contradiction between these settings. */
  List<String> contradictions() {
    List<String> contradictions = new ArrayList<>();
    if (enabled() && host() == null) {
      contradictions.add(
          "cluster.host: with cluster.enabled, name the address by which the other nodes reach"
              + " this node");
    }
    long ways =
        Stream.of(!members().isEmpty(), dns() != null, kubernetesService() != null)
            .filter(named -> named)
            .count();
    if (enabled() && ways != 1) {
      contradictions.add(
          "with cluster.enabled, name one of cluster.members, cluster.dns and"
              + " cluster.kubernetes-service");
    }
    long tlsFiles =
        Stream.of(TLS_CERT, TLS_KEY, TLS_CA).filter(file -> values.find(file) != null).count();
    if (tlsFiles != 0 && tlsFiles != 3) {
      contradictions.add(
          "cluster.tls-cert, cluster.tls-key and cluster.tls-ca belong together: name all three, or"
              + " none");
    }
    return contradictions;
  }

  @Override
  public String toString() {
    return values.show(GROUP.all());
  }

  private static List<String> parseMembers(String text) {
    Set<String> members = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      String member = part.strip();
      if (!member.isEmpty() && !members.add(parseMember(member))) {
        throw new IllegalArgumentException("'" + member + "' is listed twice");
      }
    }
    return List.copyOf(members);
  }

  private static String parseMember(String text) {
    if (!text.matches(".*:[0-9]+")) {
      throw new IllegalArgumentException("each is host:port");
    }
    try {
      return DatabaseUrl.Server.parse(text).toString();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("each is host:port, with a port from 1 to 65535", e);
    }
  }
}
