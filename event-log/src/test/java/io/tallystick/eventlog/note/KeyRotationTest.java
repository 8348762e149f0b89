package io.tallystick.eventlog.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.Logs;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.review.LogReview;
import io.tallystick.eventlog.review.Progress;
import io.tallystick.eventlog.review.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log gets another key, and what the old one has signed stays valid. */
class KeyRotationTest {

  @TempDir Path directory;
  @TempDir Path elsewhere;
  private String oldKey;
  private Path oldCheckpoint;

  @BeforeEach
  void aSignedLog() throws IOException {
    append(1, 300);
    oldKey = Files.readString(KeyFiles.publicKey(directory));
    oldCheckpoint = Files.copy(checkpoint(), elsewhere.resolve("kept"));
  }

  @Test
  void whoeverTrustsTheOldKeyCanFollow() throws IOException {
    String oldPrivateKey = Files.readString(KeyFiles.privateKey(directory));
    rotate();
    append(301, 500);
    rotate();
    append(501, 600);
    String newKey = Files.readString(KeyFiles.publicKey(directory));

    assertThat(newKey).isNotEqualTo(oldKey);
    assertThat(Files.readString(KeyFiles.privateKey(directory))).isNotEqualTo(oldPrivateKey);
    for (String key : new String[] {oldKey, newKey}) {
      assertThat(verify(key, checkpoint()).holds()).isTrue();
    }
    assertThat(verify(oldKey, checkpoint()).sentence())
        .startsWith("600 lines are those that were signed as test, the last one at ")
        .endsWith("; the key that signs now is " + newKey.strip());
    assertThat(verify(oldKey, oldCheckpoint).holds()).isTrue();
    assertThat(new LogReview(oldKey).extendsCheckpoint(directory, oldCheckpoint).holds()).isTrue();
  }

  @Test
  void beforeTheNextCheckpointBothKeysHaveSigned() throws IOException {
    rotate();

    assertThat(verify(oldKey, checkpoint()).holds()).isTrue();
    assertThat(verify(Files.readString(KeyFiles.publicKey(directory)), checkpoint()).holds())
        .isTrue();
    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(log.tree().divergence()).isEmpty();
    }
  }

  @Test
  void aKeyThatHasHandedOverSignsNothingMore() throws IOException {
    Path other = Files.createDirectory(elsewhere.resolve("other"));
    Files.copy(KeyFiles.privateKey(directory), KeyFiles.privateKey(other));
    rotate();
    append(301, 400);
    // Whoever has found the old private key makes a longer log of his own.
    try (EventLog forged = Logs.open(other, "test")) {
      forged.append(Events.lines(1, 450));
      Logs.sign(forged);
    }

    Files.copy(
        SignedCheckpoint.file(other),
        SignedCheckpoint.file(directory),
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(verify(oldKey, null).sentence())
        .isEqualTo("the checkpoint is not signed with this key");
  }

  @Test
  void aLogThatDoesNotBeginWithWhatWasHandedOverIsBroken() throws IOException {
    rotate();
    Path other = Files.createDirectory(elsewhere.resolve("other"));
    Files.copy(KeyFiles.privateKey(directory), KeyFiles.privateKey(other));
    try (var notes = Files.newDirectoryStream(directory, "key-rotation-*")) {
      for (Path note : notes) {
        Files.copy(note, other.resolve(note.getFileName()));
      }
    }
    try (EventLog forged = Logs.open(other, "test")) {
      forged.append(Lines.of(List.of(Events.refused(1))));
      forged.append(Events.lines(2, 450));
      Logs.sign(forged);
    }

    Verdict verdict =
        new LogReview(oldKey).verify(other, SignedCheckpoint.file(other), Progress.UNSEEN);

    assertThat(verdict.sentence())
        .isEqualTo(
            "the log does not begin with the 300 lines that one key handed over to the next");
  }

  @Test
  void aRotationThatTheOldKeyHasNotSignedCountsForNothing() throws IOException {
    rotate();
    append(301, 400);
    try (var notes = Files.newDirectoryStream(directory, "key-rotation-*")) {
      for (Path note : notes) {
        Files.writeString(note, Files.readString(note).replaceFirst("300", "299"));
      }
    }

    assertThat(verify(oldKey, checkpoint()).holds()).isFalse();
  }

  @Test
  void afterACrashAtAnyStepTheLogIsVerifiedAndGoesOn() throws IOException {
    Map<String, byte[]> state = files();
    rotate();
    Map<String, byte[]> done = files();
    String note =
        done.keySet().stream().filter(n -> n.startsWith("key-rotation-")).findAny().orElseThrow();
    // In the order in which they come to the disk.
    List<Runnable> steps =
        List.of(
            () -> state.put("key.pem.next", done.get("key.pem")),
            () -> state.put(note, done.get(note)),
            () -> state.put("checkpoint", done.get("checkpoint")),
            () -> state.put("key.pem", state.remove("key.pem.next")),
            () -> state.put("key.pub", done.get("key.pub")));
    for (int step = 0; step <= steps.size(); step++) {
      if (step > 0) {
        steps.get(step - 1).run();
      }
      for (boolean again : new boolean[] {false, true}) {
        write(state);
        assertThat(verify(oldKey, null).holds()).as("crash after step %d", step).isTrue();
        if (again) {
          rotate();
        }
        append(301, 310);
        rotate();
        append(311, 320);

        assertThat(verify(oldKey, null).sentence())
            .as("crash after step %d, done again: %s", step, again)
            .startsWith("320 lines are those that were signed");
        assertThat(verify(oldKey, oldCheckpoint).holds()).isTrue();
      }
    }
  }

  @Test
  void aWriteThatFailsCanBeRepeated() throws IOException {
    Map<String, byte[]> before = files();
    SignerKey next = SignerKey.generate("test");
    String note = "key-rotation-%s.note".formatted(next.verifier().idText());
    for (String file : List.of(note, "checkpoint", "key.pub")) {
      write(before);
      next.write(directory.resolve("key.pem.next"));
      Path obstacle = directory.resolve(file + ".new");
      Files.createDirectories(obstacle.resolve("x"));

      assertThatThrownBy(this::rotate).as(file).isInstanceOf(IOException.class);

      Files.delete(obstacle.resolve("x"));
      Files.delete(obstacle);
      assertThat(verify(oldKey, null).holds()).as(file).isTrue();
      if (!file.equals("key.pub")) {
        rotate();
      }
      append(301, 310);
      assertThat(verify(oldKey, null).holds()).as(file).isTrue();
      assertThat(Files.readString(KeyFiles.publicKey(directory)).strip())
          .isEqualTo(next.verifier().toString());
    }
  }

  @Test
  void aKeyThatWasReplacedDoesNotSignAgain() throws IOException {
    Map<String, byte[]> before = files();
    rotate();
    Files.write(KeyFiles.privateKey(directory), before.getOrDefault("key.pem", new byte[0]));

    assertThatThrownBy(() -> append(301, 310))
        .hasMessageContaining("was replaced by test+")
        .hasMessageContaining("audit.key-file");
  }

  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private void write(Map<String, byte[]> files) throws IOException {
    for (String name : files().keySet()) {
      if (!files.containsKey(name)) {
        Files.delete(directory.resolve(name));
      }
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.createDirectories(directory.resolve(file.getKey()).getParent());
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }

  @Test
  void theNextKeyMayComeFromAFile() throws IOException {
    Path next = elsewhere.resolve("next.pem");
    SignerKey.generate("test").write(next);

    KeyRotation.run(directory, KeyFiles.privateKey(directory), next);

    try (EventLog log = EventLog.open(directory, "test", next)) {
      assertThat(log.tree().divergence()).isEmpty();
      log.append(Events.lines(301, 302));
      Logs.sign(log);
    }
    assertThat(verify(oldKey, checkpoint()).holds()).isTrue();
  }

  @Test
  void whatCannotBeDoneIsSaid() throws IOException {
    assertThatThrownBy(() -> KeyRotation.run(directory, directory.resolve("none.pem"), null))
        .hasMessageContaining("none.pem");
    Path another = directory.resolve("another.pem");
    SignerKey.generate("test").write(another);
    assertThatThrownBy(() -> KeyRotation.run(directory, another, null))
        .hasMessageContaining("the checkpoint is not signed with the key in");
    Path mixed = directory.resolve("mixed.pem");
    Files.writeString(
        mixed,
        Files.readString(another).replaceFirst("(?s)-----BEGIN PUBLIC.*", "")
            + SignerKey.generate("test").verifier().pem());
    assertThatThrownBy(() -> KeyRotation.run(directory, mixed, null))
        .hasMessageContaining("one half each");
    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(log.lastSeq()).isEqualTo(300);
      assertThatThrownBy(this::rotate).hasMessageContaining("another process writes the event log");
    }
  }

  private Path checkpoint() {
    return SignedCheckpoint.file(directory);
  }

  private void append(long first, long last) throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(first, last));
      Logs.sign(log);
    }
  }

  private void rotate() throws IOException {
    KeyRotation.run(directory, KeyFiles.privateKey(directory), null);
  }

  private Verdict verify(String key, @Nullable Path checkpoint) throws IOException {
    return new LogReview(key).verify(directory, checkpoint, Progress.UNSEEN);
  }
}
