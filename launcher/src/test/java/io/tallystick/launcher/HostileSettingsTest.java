package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A setting that is wrong is shown so that it cannot hide itself or look like another fault. */
class HostileSettingsTest {

  @TempDir Path directory;

  @Test
  void namesAndValuesAreEscaped() throws IOException {
    Path file = directory.resolve("settings.yaml");
    Files.writeString(
        file,
        """
        "api.p\\e[2Kort": 1
        api.port: "x\\u202e\\n  api.host = 'y'"
        """);
    StringWriter complained = new StringWriter();

    int status =
        Main.commandLine(InstantSource.system())
            .setErr(new PrintWriter(complained))
            .execute("--config", file.toString(), "--check");

    assertThat(status).isEqualTo(2);
    assertThat(complained.toString())
        .startsWith("2 settings are not right:\n")
        .contains("\n  api.p\\u{1b}[2Kort (from file ")
        .contains("\n  api.port = 'x\\u{202e}\n        api.host = 'y''")
        .doesNotContainPattern("[\\p{C}&&[^\n]]");
  }
}
