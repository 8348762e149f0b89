package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever sends bad requests without end fills no disk, and is not forgotten either. */
class FloodOfRefusalsTest {

  @TempDir Path data;

  @Test
  void attemptsPastTheBoundHaveOneEventTogether() throws Exception {
    Service service = Service.start(data, Map.of("audit.max-refusals-per-minute", "5"));
    for (int i = 0; i < 40; i++) {
      assertThat(service.post("{}").statusCode()).isEqualTo(400);
      assertThat(service.delete("someone", "no token").statusCode()).isEqualTo(404);
    }
    String token = service.issue("someone");
    assertThat(service.delete("someone", token).statusCode()).isEqualTo(200);
    service.close();

    List<JsonNode> refused =
        service.events().stream().filter(e -> e.get("status_id").asInt() == 2).toList();
    // Those of their own, and one each for the issues and the revokes that came after.
    assertThat(refused).hasSize(5 + 2);
    assertThat(refused.stream().mapToInt(e -> e.path("count").asInt(1)).sum()).isEqualTo(80);
    JsonNode summary = refused.get(6);
    assertThat(summary.get("count").asInt()).isBetween(35, 40);
    assertThat(summary.at("/src_endpoint/ip").asText()).isEqualTo("127.0.0.1");
    assertThat(summary.at("/entity/data").isEmpty()).isTrue();
    assertThat(Files.readString(data.resolve("audit/events-00000000000000000001.jsonl")))
        .doesNotContain("no token");
  }
}
