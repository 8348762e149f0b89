package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.Setting;
import io.tallystick.config.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What {@code --help} says about settings. */
class SettingsHelpTest {

  @Test
  void everySettingIsListedWithItsDefaultAndASentence() {
    String help = help();

    assertThat(help.lines()).allMatch(line -> line.length() <= 80);
    // As one line, since sentences are wrapped.
    String words = help.replaceAll("\\s+", " ");
    for (Setting<?> setting : Settings.declarations()) {
      assertThat(words)
          .contains(
              " %s [%s] %s ".formatted(setting.name(), setting.defaultInWords(), setting.help()));
    }
  }

  @Test
  void theHelpOfASubcommandListsNoSettings() {
    assertThat(help("audit", "grep")).doesNotContain("api.port [");
  }

  private static String help(String... command) {
    StringWriter out = new StringWriter();
    String[] args = Arrays.copyOf(command, command.length + 1);
    args[command.length] = "--help";
    assertThat(
            Main.commandLine(InstantSource.system())
                .setOut(new PrintWriter(out, true))
                .execute(args))
        .isZero();
    return out.toString();
  }
}
