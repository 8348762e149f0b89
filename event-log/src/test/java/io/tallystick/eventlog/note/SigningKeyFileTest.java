package io.tallystick.eventlog.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.Logs;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.testing.TestLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log never signs with another key than the operator thinks. */
class SigningKeyFileTest {

  @TempDir Path directory;

  @Test
  void theFirstKeyIsMadeAndSaid() throws IOException {
    TestLog said = TestLog.fromHere();

    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(said.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("INFO", "Made the signing key " + KeyFiles.privateKey(directory))
                      .contains("keep it secret and back it up")
                      .contains("copies of " + KeyFiles.publicKey(directory) + " to reviewers")
                      .contains(log.tree().key().toString()));
    }
    TestLog later = TestLog.fromHere();
    Logs.open(directory, "test").close();
    assertThat(later.lines()).noneMatch(line -> line.contains("Made the signing key"));
  }

  @Test
  void aKeyThatIsNamedIsNotMade() {
    Path named = directory.resolve("kye.pem");

    assertThatThrownBy(() -> EventLog.open(directory, "test", named).close())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "audit.key-file is %1$s, but there is no such file; 'audit make-key --out %1$s' makes a key"
                .formatted(named));
    assertThat(named).doesNotExist();
    assertThat(KeyFiles.publicKey(directory)).doesNotExist();
  }

  @Test
  void aKeyThatHasSignedAndIsLostIsNotReplaced() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, 10));
      Logs.sign(log);
    }
    Files.delete(KeyFiles.privateKey(directory));
    String handedOut = Files.readString(KeyFiles.publicKey(directory));

    assertThatThrownBy(() -> Logs.open(directory, "test").close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the signing key " + KeyFiles.privateKey(directory) + " is missing")
        .hasMessageContaining("put the key back from a backup");
    assertThat(KeyFiles.privateKey(directory)).doesNotExist();
    assertThat(KeyFiles.publicKey(directory)).hasContent(handedOut);
  }
}
