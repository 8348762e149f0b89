package io.tallystick.config;

import io.tallystick.config.source.ServiceLinks;
import io.tallystick.config.source.YamlSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/** The texts given for settings. A later text replaces an earlier one. */
final class SettingSources {

  static final String ENVIRONMENT_PREFIX = "TALLYSTICK_";
  private static final String PROPERTY_PREFIX = "tallystick.";

  /**
   * A text for a setting.
   *
   * @param text the text, which is not parsed yet
   * @param origin where the text came from, for error messages
   */
  record Given(String text, String origin) {}

  private final Map<String, String> namesByVariable = new LinkedHashMap<>();
  private final Map<String, Given> given = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  /** Creates sources without texts. A name that is not among the known settings is a fault. */
  SettingSources(List<Setting<?>> known) {
    known.forEach(setting -> namesByVariable.put(setting.environmentName(), setting.name()));
  }

  /** The text given last for a setting; null if there is none. */
  @Nullable Given get(Setting<?> setting) {
    return given.get(setting.name());
  }

  /** A sentence for each name that is unknown and each file that cannot be read. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /** Adds the settings of a YAML file. */
  void addFile(Path file) {
    try {
      YamlSource.read(file).forEach((name, text) -> add(name, text, "file " + file));
    } catch (IllegalArgumentException e) {
      faults.add("%s: %s".formatted(file, e.getMessage()));
    }
  }

  /**
   * Adds the environment variables that start with our prefix. A blank one counts as unset, and
   * those that speak of services are none of ours.
   */
  void addEnvironment(Map<String, String> environment) {
    environment.forEach(
        (variable, text) -> {
          if (variable.startsWith(ENVIRONMENT_PREFIX)
              && !text.isBlank()
              && !ServiceLinks.isOne(variable, text)) {
            String name = namesByVariable.get(variable);
            if (name == null) {
              addUnknown(variable, namesByVariable.keySet(), "environment");
            } else {
              given.put(name, new Given(text, "environment variable " + variable));
            }
          }
        });
  }

  /** Adds the system properties that start with our prefix. */
  void addProperties(Properties properties) {
    for (String property : properties.stringPropertyNames()) {
      if (property.startsWith(PROPERTY_PREFIX)) {
        add(
            property.substring(PROPERTY_PREFIX.length()),
            properties.getProperty(property),
            "system property " + property);
      }
    }
  }

  /** Adds a text by the dotted name of its setting. */
  void add(String name, String text, String origin) {
    if (namesByVariable.containsValue(name)) {
      given.put(name, new Given(text, origin));
    } else {
      addUnknown(name, namesByVariable.values(), origin);
    }
  }

  private void addUnknown(String name, Iterable<String> known, String origin) {
    String nearest = "";
    int shortest = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = LevenshteinDistance.getDefaultInstance().apply(name, candidate);
      if (distance < shortest) {
        shortest = distance;
        nearest = candidate;
      }
    }
    faults.add("%s (from %s): unknown; the nearest known is %s".formatted(name, origin, nearest));
  }
}
