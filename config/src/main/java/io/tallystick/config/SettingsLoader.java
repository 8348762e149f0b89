package io.tallystick.config;

import io.tallystick.config.SettingSources.Given;
import io.tallystick.config.source.ServiceLinks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from their sources. A later source replaces an earlier one: defaults, file,
 * environment, system properties.
 */
public final class SettingsLoader {

  private SettingsLoader() {}

  /**
   * Reads and checks all settings.
   *
   * @param file a YAML file; null if there is none
   * @param environment as {@link System#getenv()}; a variable that is blank counts as unset
   * @param properties as {@link System#getProperties()}
   * @throws InvalidSettingsException with all faults of all settings in its message
   */
  public static Settings load(
      @Nullable Path file, Map<String, String> environment, Properties properties)
      throws InvalidSettingsException {
    SettingSources sources = new SettingSources(Settings.declarations());
    if (file != null) {
      sources.addFile(file);
    }
    sources.addEnvironment(environment);
    sources.addProperties(properties);
    return Settings.checked(read(Settings.declarations(), sources));
  }

  /**
   * The names of the environment variables that begin like those of settings, but speak of a
   * service of Kubernetes beside this one. They are passed over.
   */
  public static List<String> serviceLinks(Map<String, String> environment) {
    return ServiceLinks.in(environment, SettingSources.ENVIRONMENT_PREFIX);
  }

  /**
   * Reads the values of settings. All of them are read before any fault is reported.
   *
   * @throws InvalidSettingsException with all faults of all settings and sources in its message
   */
  static Values read(List<Setting<?>> settings, SettingSources sources)
      throws InvalidSettingsException {
    List<String> faults = new ArrayList<>(sources.faults());
    Map<Setting<?>, Object> values = new HashMap<>();
    for (Setting<?> setting : settings) {
      Given given = given(setting, sources);
      if (given != null) {
        try {
          values.put(setting, setting.parse(given.text()));
        } catch (IllegalArgumentException e) {
          String shown = setting.secret() ? "***" : "'" + given.text() + "'";
          faults.add(
              "%s = %s (from %s): %s"
                  .formatted(setting.name(), shown, given.origin(), e.getMessage()));
        }
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidSettingsException(faults);
    }
    return new Values(values);
  }

  private static @Nullable Given given(Setting<?> setting, SettingSources sources) {
    Given given = sources.get(setting);
    if (given != null) {
      return given;
    }
    String text = setting.defaultText();
    return text == null ? null : new Given(text, "default");
  }
}
