package io.tallystick.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How this node finds the others, if it has any.
 *
 * @param enabled whether it has any
 * @param name of the cluster: nodes of another name are not its own
 * @param host address of this node's interface, by which the others reach it; null only where there
 *     are none
 * @param port TCP port by which nodes find each other
 * @param busPort TCP port of the event bus; 0 takes a free one
 * @param members others, as host:port; empty where they are found otherwise
 * @param dns name whose addresses are the nodes; null where they are found otherwise
 * @param kubernetesService service whose endpoints are the nodes, asked of Kubernetes itself; null
 *     where they are found otherwise
 * @param tls what the event bus shows and trusts; null where it is not encrypted
 */
public record ClusterSettings(
    boolean enabled,
    String name,
    @Nullable String host,
    int port,
    int busPort,
    List<String> members,
    @Nullable String dns,
    @Nullable String kubernetesService,
    @Nullable Tls tls) {

  /**
   * Mutual TLS: each node shows a certificate, and believes those that one authority has signed.
   *
   * @param certificate PEM file
   * @param key PEM file of the certificate's private key
   * @param authority PEM file of who must have signed the others' certificates
   */
  public record Tls(Path certificate, Path key, Path authority) {

    /** All three, or none: null. */
    static @Nullable Tls of(@Nullable Path certificate, @Nullable Path key, @Nullable Path ca) {
      if (certificate == null && key == null && ca == null) {
        return null;
      }
      if (certificate == null || key == null || ca == null) {
        throw new IllegalArgumentException(
            "cluster.tls-cert, cluster.tls-key and cluster.tls-ca belong together: name all three, or"
                + " none");
      }
      return new Tls(certificate, key, ca);
    }
  }

  public ClusterSettings {
    members = List.copyOf(members);
    if (enabled && host == null) {
      throw new IllegalArgumentException(
          "cluster.host: with cluster.enabled, name the address of this node that the others reach"
              + " it by");
    }
    long ways =
        Stream.of(members.isEmpty() ? null : members, dns, kubernetesService)
            .filter(Objects::nonNull)
            .count();
    if (enabled && ways != 1) {
      throw new IllegalArgumentException(
          "with cluster.enabled, name one of cluster.members, cluster.dns and"
              + " cluster.kubernetes-service");
    }
  }
}
