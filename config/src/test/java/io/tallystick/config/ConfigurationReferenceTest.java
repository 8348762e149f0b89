package io.tallystick.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference of settings in the documentation follows from their declarations. */
class ConfigurationReferenceTest {

  private static final String BEGIN =
      "<!-- settings: begin, written by ConfigurationReferenceTest -->\n";
  private static final String END = "<!-- settings: end -->\n";
  private static final String REGENERATE =
      "./mvnw -q -pl config test -Dtest=ConfigurationReferenceTest -Dregenerate";

  @Test
  void theReferenceIsWhatTheDeclarationsSay() throws Exception {
    Path file = reference();
    String text = Files.readString(file);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    assertThat(begin).as("the line %s in %s", BEGIN.strip(), file).isNotNegative();
    assertThat(end)
        .as("the line %s in %s, after the other", END.strip(), file)
        .isGreaterThan(begin);
    String made = text.substring(0, begin + BEGIN.length()) + table() + text.substring(end);

    if (System.getProperty("regenerate") != null) {
      Files.writeString(file, made);
    } else {
      assertThat(text)
          .as("%s is not up to date. This writes it: %s", file, REGENERATE)
          .isEqualTo(made);
    }
  }

  private static String table() {
    return Settings.declarations().stream()
        .map(ConfigurationReferenceTest::row)
        .collect(
            Collectors.joining(
                "\n",
                "\n| setting | default | what it is | allowed |\n|---|---|---|---|\n",
                "\n\n"));
  }

  private static String row(Setting<?> setting) {
    String value = setting.defaultInWords();
    return Stream.of(
            code(setting.name()),
            setting.hasLiteralDefault() ? code(value) : value,
            setting.help(),
            setting.secret() ? code(setting.allowed()) + " (secret)" : setting.allowed())
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  /** Found from the module's directory, where Maven runs tests, and from the project's. */
  private static Path reference() throws IOException {
    for (Path directory = Path.of("").toAbsolutePath();
        directory != null;
        directory = directory.getParent()) {
      Path file = directory.resolve("docs/configuration.md");
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IOException("docs/configuration.md is in no directory above this one");
  }
}
