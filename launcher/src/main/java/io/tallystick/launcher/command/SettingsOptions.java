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

/** The options that settings come from. */
public final class SettingsOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file with settings; environment and system properties go over it.")
  private @Nullable Path configFile;

  @Option(
      names = "-D",
      paramLabel = "tallystick.KEY=VALUE",
      description = "A setting, such as -Dtallystick.api.port=8081.")
  private Map<String, String> properties = new LinkedHashMap<>();

  public Settings load() throws InvalidSettingsException {
    Properties all = new Properties();
    all.putAll(System.getProperties());
    all.putAll(properties);
    return SettingsLoader.load(configFile, System.getenv(), all);
  }
}
