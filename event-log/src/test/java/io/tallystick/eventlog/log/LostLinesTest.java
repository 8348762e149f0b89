package io.tallystick.eventlog.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.Logs;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.review.LogReview;
import io.tallystick.eventlog.review.Progress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is removed, replaced or shortened while the log is open. */
class LostLinesTest {

  private static final String FIRST = "events-00000000000000000001.jsonl";
  private static final String SECOND = "events-00000000000000065537.jsonl";

  @TempDir Path directory;
  private EventLog log;
  private Path file;
  private byte[] whole;

  @BeforeEach
  void openWithTenSignedLinesAndTwoMore() throws IOException {
    log = Logs.open(directory, "test");
    log.append(Events.lines(1, 10));
    Logs.sign(log);
    log.append(Events.lines(11, 12));
    file = directory.resolve(FIRST);
    whole = Files.readAllBytes(file);
  }

  @AfterEach
  void close() throws IOException {
    log.close();
  }

  @Test
  void nothingIsLostWhileTheFileIsAsItWasWritten() throws IOException {
    assertThat(log.goBackIfLinesAreLost()).isEmpty();
    assertThat(log.lastSeq()).isEqualTo(12);
  }

  @Test
  void aFileThatWasRemovedIsWrittenAgain() throws IOException {
    Files.delete(file);

    assertThat(log.goBackIfLinesAreLost()).contains(file + " was removed");
    assertThat(log.lastSeq()).isZero();
    log.append(Events.lines(1, 12));

    assertAllIsThere();
  }

  @Test
  void aFileThatWasMovedAwayIsWrittenAgainBesideIt() throws IOException {
    Path moved = directory.resolve(FIRST + ".1");
    Files.move(file, moved);
    Files.createFile(file);

    assertThat(log.goBackIfLinesAreLost()).contains(file + " was replaced by another file");
    log.append(Events.lines(1, 12));

    assertThat(moved).hasBinaryContent(whole);
    // Until somebody has moved it elsewhere, it might be taken for a part of the log.
    assertThat(verdict()).isEqualTo(FIRST + ".1 is no file of an event log");
    Files.delete(moved);
    assertAllIsThere();
  }

  @Test
  void aFileThatWasTruncatedInPlaceIsWrittenAgainFromItsLastWholeLine() throws IOException {
    truncate(whole.length / 2);

    assertThat(log.goBackIfLinesAreLost().orElse("")).contains(" was shortened from ", " bytes");
    assertThat(log.lastSeq()).isBetween(4L, 7L);
    log.append(Events.lines(log.lastSeq() + 1, 12));

    assertAllIsThere();
  }

  @Test
  void aFileThatWasTruncatedBeforeAnAppendIsStillFoundOut() throws IOException {
    truncate(0);
    log.append(Events.lines(13, 13));

    assertThat(log.goBackIfLinesAreLost()).isPresent();
    assertThat(directory.resolve(FIRST + ".damaged-1")).exists();
    log.append(Events.lines(1, 12));

    Files.delete(directory.resolve(FIRST + ".damaged-1"));
    assertAllIsThere();
  }

  @Test
  void aCopyInPlaceOfTheFileIsGoneOnWith() throws IOException {
    Path copy = Files.copy(file, directory.resolve("copy"));
    Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(log.goBackIfLinesAreLost()).isPresent();
    assertThat(log.lastSeq()).isEqualTo(12);

    assertAllIsThere();
  }

  @Test
  void aFileWithOtherSignedLinesIsADifference() throws IOException {
    Path copy = directory.resolve("copy");
    Files.writeString(copy, Files.readString(file).replaceFirst("billing", "Billing"));
    Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(log.goBackIfLinesAreLost()).isPresent();

    assertThat(log.tree().divergence().orElse("")).contains("are not those that were signed");
  }

  @Test
  void linesThatAreNotThoseThatWereSignedAreNotSigned() throws IOException {
    String checkpoint = Files.readString(SignedCheckpoint.file(directory));
    Files.delete(file);

    assertThat(log.goBackIfLinesAreLost()).isPresent();
    log.append(Lines.of(List.of(Events.refused(1))));
    log.append(Events.lines(2, 12));
    Logs.sign(log);

    assertThat(log.tree().divergence()).isPresent();
    assertThat(Files.readString(SignedCheckpoint.file(directory))).isEqualTo(checkpoint);
  }

  @Test
  void aCheckpointThatWasPreparedBeforeTheLossIsNotPublished() throws IOException {
    SignedCheckpoint prepared = log.tree().prepare().orElseThrow();
    Files.delete(file);
    assertThat(log.goBackIfLinesAreLost()).isPresent();

    log.tree().publish(prepared);

    assertThat(log.tree().signedSize()).isEqualTo(10);
  }

  @Test
  void afterAStartTheFileIsKnownBeforeTheFirstAppend() throws IOException {
    log.close();
    log = Logs.open(directory, "test");
    Files.delete(file);

    assertThatThrownBy(() -> log.append(Events.lines(13, 13))).isInstanceOf(IOException.class);
    assertThat(log.goBackIfLinesAreLost()).contains(file + " was removed");
    log.append(Events.lines(1, 12));

    assertAllIsThere();
  }

  @Test
  void onlyTheLinesOfTheSegmentAreWrittenAgain() throws IOException {
    log.append(Events.lines(13, 65_536));
    log.append(Events.lines(65_537, 65_636));
    Files.delete(directory.resolve(SECOND));

    assertThat(log.goBackIfLinesAreLost()).isPresent();
    assertThat(log.lastSeq()).isEqualTo(65_536);
    log.append(Events.lines(65_537, 65_636));
    Logs.sign(log);

    assertThat(verdict()).startsWith("65,636 lines are those");
  }

  @Test
  void aDirectoryThatWasRemovedIsMadeAnew() throws IOException {
    Path moved = directory.resolveSibling(directory.getFileName() + "-moved");
    Files.move(directory, moved);

    assertThat(log.goBackIfLinesAreLost()).isPresent();
    log.append(Events.lines(1, 12));
    Logs.sign(log);

    assertThat(file).hasBinaryContent(whole);
  }

  private void truncate(long length) throws IOException {
    try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
      other.truncate(length);
    }
  }

  private void assertAllIsThere() throws IOException {
    assertThat(log.goBackIfLinesAreLost()).isEmpty();
    assertThat(log.tree().divergence()).isEmpty();
    assertThat(file).hasBinaryContent(whole);
    Logs.sign(log);
    assertThat(verdict()).startsWith("12 lines are those");
  }

  private String verdict() throws IOException {
    return new LogReview(Files.readString(KeyFiles.publicKey(directory)))
        .verify(directory, null, Progress.UNSEEN)
        .sentence();
  }
}
