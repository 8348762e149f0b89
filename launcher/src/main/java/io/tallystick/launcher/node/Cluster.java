package io.tallystick.launcher.node;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.InterfacesConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.tallystick.config.ClusterSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * Joins the cluster. Hazelcast finds the other nodes, and the event bus connects to each of them.
 * Only one network interface is used.
 *
 * <p>Hazelcast's open edition has no TLS. What its port offers is therefore as little as nodes
 * need: nodes join by it, and nothing else is answered.
 */
public final class Cluster {

  private Cluster() {}

  /**
   * Creates a clustered Vert.x. The future fails if a port is in use.
   *
   * @param tls how the event bus is protected
   */
  public static Future<Vertx> join(
      VertxBuilder builder, VertxOptions options, ClusterSettings settings, ClusterTls tls) {
    HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast(settings));
    return builder
        .with(options.setEventBusOptions(tls.applyTo(eventBus(settings))))
        .withClusterManager(manager)
        .buildClustered();
  }

  private static EventBusOptions eventBus(ClusterSettings settings) {
    return new EventBusOptions()
        .setHost(settings.host())
        .setPort(settings.busPort())
        // Detects dead connections. Dead nodes are also detected by their missing heartbeats.
        .setClusterPingInterval(1_000)
        .setClusterPingReplyInterval(1_000)
        .setConnectTimeout(1_000);
  }

  private static Config hazelcast(ClusterSettings settings) {
    // Hazelcast's very first messages come before it has read its configuration.
    System.setProperty("hazelcast.logging.type", "slf4j");
    // Vert.x's default configuration, with the maps that it needs.
    Config config = ConfigUtil.loadConfig();
    config
        .setClusterName(settings.name())
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.local.localAddress", settings.host())
        // Time for the DNS name to get addresses. With 0, Hazelcast would not look it up at all.
        .setProperty("hazelcast.wait.seconds.before.join", settings.members().isEmpty() ? "2" : "0")
        // Delay until the parts of a partitioned cluster merge after the network is repaired.
        .setProperty("hazelcast.merge.first.run.delay.seconds", "5")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "5")
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "5");
    // Another endpoint than that of members is not opened: no clients, no REST, no memcache.
    config
        .getAdvancedNetworkConfig()
        .setEnabled(true)
        .setMemberEndpointConfig(members(settings))
        .setJoin(join(settings));
    config
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(
            new JavaSerializationFilterConfig()
                .setDefaultsDisabled(true)
                .setWhitelist(exceptions()));
    config
        .getManagementCenterConfig()
        .setConsoleEnabled(false)
        .setDataAccessEnabled(false)
        .setScriptingEnabled(false);
    return config;
  }

  private static ServerSocketEndpointConfig members(ClusterSettings settings) {
    ServerSocketEndpointConfig endpoint =
        new ServerSocketEndpointConfig()
            .setPort(settings.port())
            .setPortAutoIncrement(false)
            .setInterfaces(new InterfacesConfig().setEnabled(true).addInterface(settings.host()));
    // The default, 0, resets connections instead of closing them, and the others log that.
    endpoint.setSocketLingerSeconds(-1);
    return endpoint;
  }

  /**
   * The classes that Hazelcast may read by Java's serialization: exceptions, and what they consist
   * of. If it could not read the exception by which a member answers, its request would wait for
   * ever, so whole packages are allowed. Vert.x's own objects have another form.
   */
  private static ClassFilter exceptions() {
    return new ClassFilter()
        .addPackages("java.lang", "java.io", "java.util", "java.util.concurrent")
        .addPrefixes("com.hazelcast.", "[Ljava.lang.");
  }

  private static JoinConfig join(ClusterSettings settings) {
    JoinConfig join = new JoinConfig();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    if (!settings.members().isEmpty()) {
      join.getTcpIpConfig().setEnabled(true).setMembers(settings.members());
    } else if (settings.dns() != null) {
      join.getKubernetesConfig()
          .setEnabled(true)
          .setProperty("service-dns", settings.dns())
          .setProperty("service-port", Integer.toString(settings.port()));
    } else {
      join.getKubernetesConfig()
          .setEnabled(true)
          .setProperty("service-name", settings.kubernetesService());
    }
    return join;
  }
}
