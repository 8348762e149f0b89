package io.tallystick.launcher.command;

import io.tallystick.config.InvalidSettingsException;
import io.tallystick.config.Settings;
import io.tallystick.config.SettingsLoader;
import io.tallystick.token.Identity;
import io.tallystick.token.InvalidIdentityException;
import io.tallystick.token.TokenShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command-line options that give settings. */
public final class SettingsOptions {

  /** The environment variable with the token of an operator, which is for commands. */
  public static final String OPERATOR_TOKEN = "TALLYSTICK_OPERATOR_TOKEN";

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
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.remove(OPERATOR_TOKEN);
    Settings settings = SettingsLoader.load(configFile, environment, all);
    checkOperators(settings);
    return settings;
  }

  /** Whether any of these options was given. */
  public boolean isGiven() {
    return configFile != null || !properties.isEmpty();
  }

  /** Nobody could ever have a token of such an operator, and nobody would notice. */
  private static void checkOperators(Settings settings) throws InvalidSettingsException {
    List<String> faults = new ArrayList<>();
    for (String operator : settings.api().operators().names()) {
      try {
        Identity.ofNewToken(operator);
      } catch (InvalidIdentityException e) {
        faults.add(
            "api.operators: no token can be issued for '%s': %s"
                .formatted(TokenShape.redact(operator), e.getMessage()));
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidSettingsException(faults);
    }
  }
}
