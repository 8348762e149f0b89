package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testing.FreePorts;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node does what its roles say, and nothing else. */
class RolesTest {

  @TempDir Path data;

  @Test
  void withoutTheAuditRoleThereIsNoEventLog() throws Exception {
    try (Service service = Service.start(data, Map.of("node.roles", "api, store"))) {
      String token = service.issue("billing");

      assertThat(service.delete("billing", token).statusCode()).isEqualTo(200);
      assertThat(service.get("/health").statusCode()).isEqualTo(200);
      assertThat(service.get("/health").body()).contains("degraded").contains("no event log");
    }
    assertThat(data.resolve("audit")).doesNotExist();
  }

  @Test
  void inAClusterWithoutAnEventLogNobodyWaitsForOne() throws Exception {
    String port = FreePorts.take(1).get(0).toString();
    Map<String, String> settings =
        Map.of(
            "node.roles", "api, store",
            "cluster.enabled", "true",
            "cluster.name", "without-audit",
            "cluster.host", "127.0.0.1",
            "cluster.port", port,
            "cluster.bus-port", "0",
            "cluster.members", "127.0.0.1:" + port);
    try (Service service = Service.start(data, settings)) {
      // After a wait it would be "no answer".
      assertThat(service.get("/health").body()).contains("degraded").contains("no event log");
      assertThat(service.get("/metrics").body())
          .contains("tallystick_cluster_nodes 1.0", "tallystick_cluster_strangers 0.0");
    }
  }
}
