package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;

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
}
