package io.tallystick.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.Settings;
import io.tallystick.launcher.node.IdempotencyKeyFile;
import io.tallystick.launcher.postgres.StartException;
import io.tallystick.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file with the server keys: who has one, who makes it, and what is wrong with it. */
class IdempotencyKeyFileTest {

  private static final String URL = TestPostgres.shared().newDatabase();
  private static final String KEY =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @TempDir Path data;

  @Test
  void onlyANodeThatIsAloneMakesItsOwn() {
    assertThat(IdempotencyKeyFile.of(Settings.of(Map.of("data.dir", data.toString()))))
        .isEqualTo(new IdempotencyKeyFile(data.resolve("idempotency.key"), true));
    assertThat(IdempotencyKeyFile.of(Settings.of(Map.of("store.url", URL))))
        .isEqualTo(new IdempotencyKeyFile(null, false));
    assertThat(
            IdempotencyKeyFile.of(
                Settings.of(Map.of("store.url", URL, "api.idempotency-key-file", "a/b"))))
        .isEqualTo(new IdempotencyKeyFile(Path.of("a/b"), false));
  }

  @Test
  void aFileThatIsNamedMustExist() {
    Path named = data.resolve("missing.key");

    assertThatThrownBy(() -> start(named))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(
            "api.idempotency-key-file is %1$s, but there is no such file; 'token make-idempotency-key --out %1$s' makes a key"
                .formatted(named));
    assertThat(named).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# none\n", KEY + "\n" + KEY + "0", KEY + "\nkey", "\u0000"})
  void anotherTextIsRefusedWithoutShowingIt(String text) throws Exception {
    Path file = Files.writeString(data.resolve("server.key"), text);

    assertThatThrownBy(() -> start(file))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("api.idempotency-key-file " + file + " has ")
        .hasMessageEndingWith("it must have a line of 64 hexadecimal digits for each key")
        .hasMessageNotContaining(KEY)
        .hasNoSuppressedExceptions();
  }

  @Test
  void theCommandMakesAKeyForItsOwnerOnlyAndOverwritesNone() throws Exception {
    Path file = data.resolve("new.key");

    CommandRun made = CommandRun.of("token", "make-idempotency-key", "--out=" + file);
    String key = Files.readString(file);
    CommandRun again = CommandRun.of("token", "make-idempotency-key", "--out=" + file);

    assertThat(made.exit()).isZero();
    assertThat(key.strip()).matches("[0-9a-f]{64}");
    assertThat(made.out() + made.err()).doesNotContain(key.strip());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains(file + " exists already, and is not overwritten");
    assertThat(Files.readString(file)).isEqualTo(key);
  }

  private void start(Path keys) throws Exception {
    Service.start(
            data.resolve("node"),
            Map.of("store.url", URL, "api.idempotency-key-file", keys.toString()))
        .close();
  }
}
