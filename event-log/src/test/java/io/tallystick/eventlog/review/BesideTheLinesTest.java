package io.tallystick.eventlog.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.event.AuditEvent;
import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.Logs;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.SignerKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands beside the signed lines, and could deceive whoever uses it, is no intact log. */
class BesideTheLinesTest {

  private static final String SEGMENT = "events-00000000000000000001.jsonl";

  @TempDir Path directory;
  private String key;

  @BeforeEach
  void aLog() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, 300));
      Logs.sign(log);
    }
    key = Files.readString(KeyFiles.publicKey(directory));
    assertThat(verdict()).startsWith("holds: 300 lines");
  }

  @Test
  void aCompressedCopyOfAnUnfinishedSegment() throws IOException {
    try (OutputStream copy =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve(SEGMENT + ".gz")))) {
      Files.copy(directory.resolve(SEGMENT), copy);
    }

    assertThat(verdict())
        .isEqualTo(
            "broken: " + SEGMENT + " is compressed, but not full, so its lines are there twice");
  }

  @Test
  void tilesThatContradictTheLines() throws IOException {
    for (String tile : List.of("tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1")) {
      Path file = directory.resolve(tile);
      byte[] hashes = Files.readAllBytes(file);
      byte[] changed = hashes.clone();
      changed[changed.length - 1] ^= 1;
      Files.write(file, changed);
      assertThat(verdict())
          .isEqualTo("broken: the hashes in " + tile + " are not those of the lines");
      Files.write(file, hashes);
    }
    Files.write(directory.resolve("tile/0/000"), new byte[32], StandardOpenOption.APPEND);
    assertThat(verdict()).isEqualTo("broken: tile/0/000 is longer than its hashes");
  }

  @Test
  void whatAPowerCutLeavesOfATileProvesNothing() throws IOException {
    Path tile = directory.resolve("tile/0/000");
    byte[] hashes = Files.readAllBytes(tile);
    for (byte[] left : List.of(Arrays.copyOf(hashes, 100), new byte[hashes.length])) {
      Files.write(tile, left);
      assertThat(verdict()).startsWith("holds: 300 lines");
      assertThatThrownBy(() -> InclusionProof.of(directory, 7)).isInstanceOf(Exception.class);
    }
    Files.delete(tile);
    assertThat(verdict()).startsWith("holds: 300 lines");
  }

  @Test
  void aPublicKeyOfSomebodyElse() throws IOException {
    Files.writeString(KeyFiles.publicKey(directory), SignerKey.generate("test").verifier() + "\n");
    assertThat(verdict()).isEqualTo("broken: key.pub is not a key that has signed the checkpoint");

    Files.write(KeyFiles.publicKey(directory), new byte[] {(byte) 0xff});
    assertThat(verdict()).isEqualTo("broken: key.pub is not a public key");

    Files.delete(KeyFiles.publicKey(directory));
    assertThat(verdict()).startsWith("holds: 300 lines");
  }

  @Test
  void aLockThatHasSomethingInIt() throws IOException {
    Files.writeString(directory.resolve("lock"), "{}\n");

    assertThat(verdict()).isEqualTo("broken: lock is not empty");
  }

  @Test
  void timeStepsOfWhichASearchDoesNotKnow() throws IOException {
    AuditEvent late = Events.issued(301);
    AuditEvent early = Events.issued(302);
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(
          Lines.of(
              List.of(
                  late,
                  new AuditEvent(302, late.at().minus(Duration.ofHours(1)), 1, early.draft()))));
      Logs.sign(log);
    }
    assertThat(verdict()).startsWith("holds: 302 lines");
    Files.writeString(directory.resolve("time-steps"), "301\n302\n");
    assertThat(verdict()).startsWith("holds: 302 lines");

    Files.writeString(directory.resolve("time-steps"), "301\n");
    assertThat(verdict()).startsWith("broken: the time steps back before line 302");
    Files.delete(directory.resolve("time-steps"));
    assertThat(verdict()).startsWith("broken: the time steps back before line 302");
  }

  @Test
  void textThatIsNoNumberAmongTheTimeSteps() throws IOException {
    for (String text :
        List.of("many\n", "7\nx\n", "-7\n", "+7\n", "07\n", "7", "\n", "7\n".repeat(600_000))) {
      Files.writeString(directory.resolve("time-steps"), text);
      assertThat(verdict())
          .isEqualTo("broken: time-steps must have a line number in each line, and nothing else");
    }
    Files.write(directory.resolve("time-steps"), new byte[] {(byte) 0xff, '\n'});
    assertThat(verdict()).startsWith("broken: time-steps");
    Files.writeString(directory.resolve("time-steps"), "7\n");
    assertThat(verdict()).startsWith("holds: 300 lines");
  }

  @Test
  void tilesThatNoLogCanHave() throws IOException {
    for (String tile :
        List.of(
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/001.p/044",
            "tile/00/000",
            "tile/8/000",
            "tile/0/x000/001")) {
      Path file = directory.resolve(tile);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
      assertThat(verdict()).isEqualTo("broken: " + tile + " is no tile of an event log");
      Files.delete(file);
    }
  }

  @Test
  void tilesOfAWrongLength() throws IOException {
    for (String tile : List.of("tile/0/001.p/1", "tile/0/777.p/1", "tile/5/000.p/1")) {
      Path file = directory.resolve(tile);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[33]);
      assertThat(verdict()).isEqualTo("broken: " + tile + " is longer than its hashes");
      Files.delete(file);
    }
    Path tile = directory.resolve("tile/0/001.p/44");
    byte[] hashes = Files.readAllBytes(tile);
    Files.writeString(tile, "not a hash");
    assertThat(verdict()).startsWith("broken: the hashes in tile/0/001.p/44");
    Files.write(tile, Arrays.copyOf(hashes, 33));
    assertThat(verdict()).startsWith("holds: 300 lines");
  }

  @Test
  void unsignedLinesOfWhichProgramsReadDifferentThings() throws IOException {
    Path segment = directory.resolve(SEGMENT);
    byte[] lines = Files.readAllBytes(segment);
    for (String forged :
        List.of(
            "{\"metadata\":{\"sequence\":301,\"sequence\":7}}",
            "{\"metadata\":{\"sequence\":301},\"metadata\":{\"sequence\":301}}",
            "{\"metadata\":{\"sequence\":301}}{}",
            "[{\"metadata\":{\"sequence\":301}}]")) {
      Files.write(segment, lines);
      Files.write(
          segment, (forged + "\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);

      assertThat(verdict()).as(forged).startsWith("broken: line 301: ");
    }
  }

  private String verdict() {
    try {
      Verdict verdict = new LogReview(key).verify(directory, null, Progress.UNSEEN);
      return (verdict.holds() ? "holds: " : "broken: ") + verdict.sentence();
    } catch (IOException e) {
      return "cannot tell: " + e.getMessage();
    }
  }
}
