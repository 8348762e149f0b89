package io.tallystick.launcher.command;

import io.tallystick.config.InvalidSettingsException;
import io.tallystick.config.Settings;
import io.tallystick.config.SettingsLoader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command-line options that give settings. */
public final class SettingsOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file with settings; environment and system properties override it.")
  private @Nullable Path configFile;

  @Option(
      names = "-D",
      paramLabel = "tallystick.KEY=VALUE",
      description = "A setting, such as -Dtallystick.api.port=8081.")
  private Map<String, String> properties = new LinkedHashMap<>();

  /**
   * Reads the settings from the file, the environment, the system properties and the {@code -D}
   * options. A later source replaces an earlier one.
   *
   * @throws InvalidSettingsException with all faults of all settings in its message
   */
  public Settings load() throws InvalidSettingsException {
    Properties all = new Properties();
    all.putAll(System.getProperties());
    all.putAll(properties);
    return SettingsLoader.load(configFile, System.getenv(), all);
  }
}
