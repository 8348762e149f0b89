package io.tallystick.launcher.node;

import io.tallystick.api.tls.PemFiles;
import io.tallystick.config.ClusterSettings;
import io.tallystick.config.value.TlsFiles;
import io.tallystick.launcher.postgres.StartException;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether messages between nodes are encrypted, and both ends show certificates. They must, unless
 * all nodes are on one machine: a message issues or revokes a token, and whoever can send one needs
 * no other permission.
 *
 * @param pem what the node shows, and whom it trusts; null without TLS
 * @param insecure whether there is no TLS although other machines can reach the node
 */
public record ClusterTls(@Nullable PemFiles pem, boolean insecure) {

  /** What an operator must know who allows a cluster to be insecure. */
  static final String WARNING =
      "cluster.insecure is true: messages between nodes are not encrypted, and whoever reaches"
          + " cluster.bus-port can issue and revoke tokens";

  /** No cluster, or one that only this machine reaches. */
  static final ClusterTls NONE = new ClusterTls(null, false);

  /**
   * Reads the files that the settings name. It blocks.
   *
   * @throws StartException if the files cannot be used, or if there are none and there must be; the
   *     message, for the operator, says what to set
   */
  public static ClusterTls of(ClusterSettings settings, Instant now) throws StartException {
    TlsFiles files = settings.tls();
    if (files != null) {
      try {
        return new ClusterTls(PemFiles.readMutual(files, now), false);
      } catch (IOException e) {
        throw new StartException(String.valueOf(e.getMessage()), e);
      }
    }
    String host = String.valueOf(settings.host());
    boolean exposed = isReachedByOthers(host);
    if (exposed && !settings.insecure()) {
      throw new StartException(
          ("cluster.host: other machines can reach %s, and without TLS each of them could issue and"
                  + " revoke tokens; set cluster.tls-cert, cluster.tls-key and cluster.tls-ca, or"
                  + " cluster.insecure to true if nobody else is in that network")
              .formatted(host));
    }
    return exposed ? new ClusterTls(null, true) : NONE;
  }

  private static boolean isReachedByOthers(String host) throws StartException {
    try {
      return !Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      throw new StartException("cluster.host: %s has no address".formatted(host), e);
    }
  }

  /** Makes the event bus use it. */
  EventBusOptions applyTo(EventBusOptions options) {
    if (pem != null) {
      options
          .setSsl(true)
          .setKeyCertOptions(pem.keyPair())
          .setTrustOptions(pem.trust())
          .setClientAuth(ClientAuth.REQUIRED);
    }
    return options;
  }
}
