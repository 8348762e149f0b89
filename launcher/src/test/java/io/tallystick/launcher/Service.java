package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.config.Settings;
import io.tallystick.launcher.node.Node;
import io.tallystick.testing.EventSchema;
import io.tallystick.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A service inside the test's JVM. */
final class Service extends RunningService {

  private final Node node;

  private Service(Node node, Path data) {
    super(data);
    this.node = node;
  }

  /** Starts a service on a database of its own, unless the settings name one. */
  static Service start(Path data, Map<String, String> settings) throws Exception {
    return start(data, settings, InstantSource.system());
  }

  /** Starts a service by a clock that may be wrong. */
  static Service start(Path data, Map<String, String> settings, InstantSource clock)
      throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("data.dir", data.toString());
    all.put("api.port", "0");
    // What is slow here is a machine with other work, not the service.
    all.put("api.request-timeout", "2m");
    if (!settings.containsKey("store.url")) {
      all.put("store.url", TestPostgres.shared().newDatabase());
    }
    return new Service(Node.start(Settings.of(all), clock), data);
  }

  @Override
  URI uri(String pathAndQuery) {
    return URI.create(node.address() + pathAndQuery);
  }

  /** The events of its event log, each of which holds to the schema. */
  List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : eventLines()) {
      assertThat(EventSchema.faults(line)).as(line).isEmpty();
      events.add(json(line));
    }
    return events;
  }

  @Override
  public void close() {
    node.stop();
  }
}
