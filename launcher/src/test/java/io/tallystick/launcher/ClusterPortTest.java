package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.partition.PartitionStateVersionMismatchException;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.tallystick.config.ClusterSettings;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By the port of Hazelcast, nodes find each other. It offers nothing else. */
class ClusterPortTest {

  private static final String CLUSTER = "cluster-port";

  private final BusNodes nodes = new BusNodes(CLUSTER, 2);
  private ClusterSettings settings;
  private HazelcastInstance member;

  @BeforeEach
  void start() {
    settings = nodes.settings(0);
    BusNodes.Node node = nodes.start("node");
    member =
        ((HazelcastClusterManager) ((VertxInternal) node.vertx()).clusterManager())
            .getHazelcastInstance();
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CP2",
        "GET /hazelcast/health HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /hazelcast/rest/management/cluster/clusterShutdown HTTP/1.1\r\nHost: x\r\n\r\n",
        "get a\r\n",
        "TPC",
        "XYZ",
      })
  void whoIsNoMemberIsCutOff(String greeting) throws Exception {
    try (Socket socket = new Socket(settings.host(), settings.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));

      assertThat(answer(socket)).doesNotContain("HTTP", "CP2", "VALUE", "node");
    }
  }

  @Test
  void aClientOfHazelcastCannotConnect() {
    ClientConfig client = new ClientConfig().setClusterName(CLUSTER);
    client.getNetworkConfig().addAddress(settings.host() + ":" + settings.port());
    client
        .getConnectionStrategyConfig()
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(1_000);

    assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(client))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void objectsOfStrangersAreNotMade() throws Exception {
    HazelcastInstance stranger = Hazelcast.newHazelcastInstance(member());
    try {
      stranger.getMap("strange").put("key", new Hostile());
      stranger.getMap("strange").put("url", URI.create("http://192.0.2.1/").toURL());
      Exception fault = new PartitionStateVersionMismatchException(1, 2);
      fault.addSuppressed(new TimeoutException("late"));
      stranger.getMap("strange").put("exception", fault);

      assertThatThrownBy(() -> member.getMap("strange").get("key"))
          .isInstanceOf(HazelcastSerializationException.class)
          .hasRootCauseInstanceOf(SecurityException.class);
      assertThat(Hostile.MADE).hasValue(0);
      assertThatThrownBy(() -> member.getMap("strange").get("url"))
          .isInstanceOf(HazelcastSerializationException.class);
      // What tells of a fault on another member is read.
      assertThat(member.getMap("strange").get("exception"))
          .isInstanceOf(PartitionStateVersionMismatchException.class);
    } finally {
      stranger.shutdown();
    }
  }

  /** A member that has the name of the cluster, and nothing else of it. */
  private Config member() {
    Config config = new Config().setClusterName(CLUSTER);
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.getNetworkConfig().setPort(nodes.settings(1).port());
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(settings.host());
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config
        .getNetworkConfig()
        .getJoin()
        .getTcpIpConfig()
        .setEnabled(true)
        .addMember(settings.host() + ":" + settings.port());
    return config;
  }

  /** What is answered until the connection is closed. */
  private static String answer(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException e) {
      return "reset";
    }
  }

  /** Something that acts as soon as it is read. */
  private static final class Hostile implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final AtomicInteger MADE = new AtomicInteger();

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      MADE.incrementAndGet();
    }
  }
}
