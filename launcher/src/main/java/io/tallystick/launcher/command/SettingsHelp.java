package io.tallystick.launcher.command;

import io.tallystick.config.Setting;
import io.tallystick.config.Settings;
import java.util.stream.Collectors;
import org.apache.commons.text.WordUtils;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/** The part of the help text that lists all settings: name, default, and a sentence on each. */
public final class SettingsHelp implements IHelpSectionRenderer {

  private static final String MARGIN = " ".repeat(6);

  @Override
  public String render(Help help) {
    int width = help.commandSpec().usageMessage().width();
    return Settings.declarations().stream()
        .map(setting -> entry(setting, width - MARGIN.length()))
        .collect(Collectors.joining());
  }

  private static String entry(Setting<?> setting, int width) {
    String heading = setting.name() + " [" + setting.defaultInWords() + "]";
    return "  %s%n%s%s%n"
        .formatted(wrapped(heading, width), MARGIN, wrapped(setting.help(), width));
  }

  /** Wraps only at spaces. Picocli would also break "store.url" after the dot. */
  private static String wrapped(String text, int width) {
    return WordUtils.wrap(text, width, System.lineSeparator() + MARGIN, false);
  }
}
