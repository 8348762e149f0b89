package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.launcher.postgres.StartException;
import io.tallystick.testing.TestPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start, and its check, fail alike if the signing key is not where it should be. */
class SigningKeyTest {

  private static final String URL = TestPostgres.shared().newDatabase();

  @TempDir Path data;

  @Test
  void aKeyFileThatIsNamedMustExist() {
    Path named = data.resolve("kye.pem");
    String fault = "audit.key-file is %1$s, but there is no such file".formatted(named);

    assertThatThrownBy(() -> start(Map.of("audit.key-file", named.toString())))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(fault)
        .hasMessageContaining("'audit make-key --out " + named + "' makes a key");
    assertThat(check("-Dtallystick.audit.key-file=" + named))
        .contains("Tallystick cannot start: " + fault);
    assertThat(named).doesNotExist();
  }

  @Test
  void aKeyThatIsLostIsNotReplaced() throws Exception {
    Path key = data.resolve("audit/key.pem");
    Files.createDirectories(key.getParent());
    Files.writeString(key.resolveSibling("checkpoint"), "signed");
    String fault = "the signing key " + key + " is missing, but the log has a checkpoint";

    assertThatThrownBy(() -> start(Map.of()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(fault);
    assertThat(check()).contains("Tallystick cannot start: " + fault);
    assertThat(key).doesNotExist();
  }

  private void start(Map<String, String> settings) throws Exception {
    HashMap<String, String> all = new HashMap<>(settings);
    all.put("store.url", URL);
    Service.start(data, all).close();
  }

  /** The errors of the check. */
  private String check(String... settings) {
    StringWriter complained = new StringWriter();
    String[] all =
        Stream.concat(
                Stream.of(
                    "--check",
                    "-Dtallystick.api.port=0",
                    "-Dtallystick.store.url=" + URL,
                    "-Dtallystick.data.dir=" + data),
                Stream.of(settings))
            .toArray(String[]::new);
    int status =
        Main.commandLine(InstantSource.system())
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(complained))
            .execute(all);
    assertThat(status).isEqualTo(1);
    return complained.toString();
  }
}
