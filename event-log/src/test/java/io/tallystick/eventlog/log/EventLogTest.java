package io.tallystick.eventlog.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.Logs;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.SignerKey;
import io.tallystick.eventlog.review.LogReview;
import io.tallystick.eventlog.review.Progress;
import io.tallystick.eventlog.review.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The segment files: what is appended is there, once, whatever a crash has left. */
class EventLogTest {

  private static final String FIRST = "events-00000000000000000001.jsonl";
  private static final String SECOND = "events-00000000000000065537.jsonl";

  @TempDir Path directory;

  @Test
  void linesAreAppendedInTheOrderOfTheirNumbers() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(log.lastSeq()).isZero();
      log.append(Events.lines(1, 3));
      log.append(Events.lines(4, 5));
      assertThat(log.lastSeq()).isEqualTo(5);
    }

    assertThat(Files.readAllLines(directory.resolve(FIRST))).hasSize(5);
    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(log.lastSeq()).isEqualTo(5);
      log.append(Events.lines(6, 6));
    }
    assertThat(Files.readAllLines(directory.resolve(FIRST))).hasSize(6);
  }

  @Test
  void aGapOrARepetitionIsADefect() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, 3));

      assertThatThrownBy(() -> log.append(Events.lines(5, 5)))
          .hasMessageContaining("expected line 4");
      assertThatThrownBy(() -> log.append(Events.lines(3, 4)))
          .hasMessageContaining("expected line 4");
      log.append(Events.lines(4, 4));
    }
  }

  @Test
  void aSegmentHasItsFixedRange() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      for (long seq = 1; seq < 65_536 + 100; seq += 1_000) {
        log.append(Events.lines(seq, Math.min(seq + 999, 65_536 + 100)));
      }
    }

    assertThat(Files.readAllLines(directory.resolve(FIRST))).hasSize(65_536);
    assertThat(Files.readAllLines(directory.resolve(SECOND))).hasSize(100);
    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(log.lastSeq()).isEqualTo(65_636);
    }
  }

  @Test
  void aSegmentThatACrashLeftEmptyIsGoneOnWith() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, 65_536));
    }
    Files.createFile(directory.resolve(SECOND));

    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(log.lastSeq()).isEqualTo(65_536);
      log.append(Events.lines(65_537, 65_538));
      assertThat(log.lastSeq()).isEqualTo(65_538);
    }
    assertThat(Files.readAllLines(directory.resolve(SECOND))).hasSize(2);
  }

  @Test
  void theTreeGoesOnFromWhereItWasSigned() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, 65_536 + 300));
      Logs.sign(log);
      log.append(Events.lines(65_837, 65_900));
    }
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(65_901, 66_500));
      Logs.sign(log);
    }

    assertThat(verified().sentence()).startsWith("66,500 lines are those that were signed as test");
    assertThat(directory.resolve("tile/1/000")).hasSize(256 * 32);
    assertThat(directory.resolve("tile/0/x001/x002")).doesNotExist();
    assertThat(directory.resolve("tile/0/258")).hasSize(256 * 32);
    assertThat(directory.resolve("tile/0/259.p/196")).hasSize(196 * 32);
  }

  @Test
  void tilesThatAreLostAreMadeAnew() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, 70_000));
      Logs.sign(log);
    }
    Files.delete(directory.resolve("tile/2/000.p/1"));

    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(70_001, 70_002));
      Logs.sign(log);
    }

    assertThat(verified().holds()).isTrue();
  }

  @Test
  void aLogThatIsNotWhatWasSignedIsNotSignedAnyMore() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, 10));
      Logs.sign(log);
    }
    String checkpoint = Files.readString(SignedCheckpoint.file(directory));
    String text = Files.readString(directory.resolve(FIRST));
    Files.writeString(directory.resolve(FIRST), text.replaceFirst("billing", "Billing"));

    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(log.tree().divergence().orElse(""))
          .isEqualTo(
              "its first 10 lines are not those that were signed; 'audit verify' says which");
      log.append(Events.lines(11, 12));
      Logs.sign(log);
    }
    assertThat(Files.readString(SignedCheckpoint.file(directory))).isEqualTo(checkpoint);
  }

  @Test
  void signedLinesThatAreLostAreTakenAgainIfTheyAreTheSame() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, 10));
      Logs.sign(log);
    }
    byte[] whole = Files.readAllBytes(directory.resolve(FIRST));
    Files.write(directory.resolve(FIRST), Arrays.copyOf(whole, whole.length / 2));

    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Lines.of(List.of(Events.refused(log.lastSeq() + 1))));
      log.append(Events.lines(log.lastSeq() + 1, 10));
      assertThat(log.tree().divergence()).isPresent();
    }
    Files.write(directory.resolve(FIRST), Arrays.copyOf(whole, whole.length / 2));
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(log.lastSeq() + 1, 8));
      Logs.sign(log);
      log.append(Events.lines(9, 11));
      assertThat(log.tree().divergence()).isEmpty();
      Logs.sign(log);
    }
    assertThat(verified().sentence()).startsWith("11 lines are those");
  }

  @Test
  void aCheckpointOfAnotherKeyIsNotReplaced() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, 10));
      Logs.sign(log);
    }
    SignerKey.generate("test").write(KeyFiles.privateKey(directory));

    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(log.tree().divergence().orElse("")).contains("not signed with this node's key");
    }
  }

  private Verdict verified() throws IOException {
    return new LogReview(Files.readString(KeyFiles.publicKey(directory)))
        .verify(directory, null, Progress.UNSEEN);
  }

  @Property(tries = 100)
  void aTailThatWasTornAnywhereIsCutAndWrittenAnew(@ForAll @IntRange(max = 2_000) int cut)
      throws IOException {
    Path fresh = Files.createTempDirectory(Path.of("target"), "event-log");
    byte[] whole;
    try (EventLog log = Logs.open(fresh, "test")) {
      log.append(Events.lines(1, 3));
      whole = Files.readAllBytes(fresh.resolve(FIRST));
    }
    int length = Math.min(cut, whole.length);
    Files.write(fresh.resolve(FIRST), Arrays.copyOf(whole, length));

    try (EventLog log = Logs.open(fresh, "test")) {
      log.append(Events.lines(log.lastSeq() + 1, 3 + 1));
    }

    assertThat(Files.readAllBytes(fresh.resolve(FIRST))).startsWith(whole);
    assertThat(Files.readAllLines(fresh.resolve(FIRST))).hasSize(4);
  }

  @Test
  void aFileThatIsNoEventLogIsLeftAsItIs() throws IOException {
    Path file = directory.resolve(FIRST);
    for (String content : List.of("hello\n", "{}\n", "{\"metadata\":{\"sequence\":2}}\n")) {
      Files.writeString(file, content);

      assertThatThrownBy(() -> Logs.open(directory, "test")).hasMessageContaining("is damaged");
      assertThat(file).hasContent(content);
    }
  }

  @Test
  void aLinkIsNotFollowedToWhatNeverEnds() throws IOException {
    Files.createSymbolicLink(directory.resolve(FIRST), Path.of("/dev/zero"));

    assertThatThrownBy(() -> Logs.open(directory, "test")).hasMessageContaining("no regular file");
  }

  @Test
  void namesThatAreNotThoseOfSegmentsArePassedOver() throws IOException {
    for (String name :
        List.of("events-99999999999999999999.jsonl", "events-00000000000000000002.jsonl")) {
      Files.writeString(directory.resolve(name), "hello\n");
    }

    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, 2));
      assertThat(log.lastSeq()).isEqualTo(2);
    }
  }

  @Test
  void onlyOneProcessWritesIt() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, 1));
      assertThatThrownBy(() -> Logs.open(directory, "test"))
          .hasMessageContaining("another process writes the event log");
    }
    Logs.open(directory, "test").close();
  }

  @Test
  void aLogThatCannotBeOpenedForAnyReasonIsNotHeld() throws IOException {
    assertThatThrownBy(() -> Logs.open(directory, "not a name"))
        .isInstanceOf(IllegalArgumentException.class);

    Logs.open(directory, "test").close();
  }

  @Test
  void afterAFailedFlushTheLinesAreWrittenAnew() throws IOException {
    AtomicBoolean failing = new AtomicBoolean();
    AtomicLong flushed = new AtomicLong();
    EventLog.Flush flush =
        file -> {
          if (failing.get()) {
            // As a kernel does that has dropped a part of what it could not write.
            file.truncate(flushed.get() + 100);
            throw new IOException("Input/output error");
          }
          flushed.set(file.size());
          file.force(false);
        };
    try (EventLog log = EventLog.open(directory, "test", null, flush)) {
      log.append(Events.lines(1, 3));
      failing.set(true);
      assertThatThrownBy(() -> log.append(Events.lines(4, 9))).isInstanceOf(IOException.class);
      assertThat(log.lastSeq()).isEqualTo(3);
      assertThatThrownBy(() -> log.append(Events.lines(4, 5))).isInstanceOf(IOException.class);

      failing.set(false);
      log.append(Events.lines(4, 9));
      Logs.sign(log);
    }
    assertThat(Files.readAllLines(directory.resolve(FIRST))).hasSize(9);
    assertThat(verified().holds()).isTrue();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void afterAFullDiskTheLogIsAsBefore() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      Files.createSymbolicLink(directory.resolve(FIRST), Path.of("/dev/full"));
      assertThatThrownBy(() -> log.append(Events.lines(1, 4))).isInstanceOf(IOException.class);
      assertThat(log.lastSeq()).isZero();

      Files.delete(directory.resolve(FIRST));
      log.append(Events.lines(1, 4));

      assertThat(log.lastSeq()).isEqualTo(4);
    }
    assertThat(Files.readAllLines(directory.resolve(FIRST))).hasSize(4);
  }
}
