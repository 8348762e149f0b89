package io.tallystick.eventlog.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.Logs;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.RemovalNote;
import io.tallystick.eventlog.note.RootHash;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.SignerKey;
import io.tallystick.eventlog.review.InclusionProof;
import io.tallystick.eventlog.review.LogReview;
import io.tallystick.eventlog.review.Progress;
import io.tallystick.eventlog.review.Verdict;
import io.tallystick.eventlog.segment.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old segments are compressed and removed, and what is left stays proved. */
class SegmentMaintenanceTest {

  private static final int SEGMENT = Segment.LINES;
  private static final long LINES = 2L * SEGMENT + 500;
  private static final Duration DAY = Duration.ofDays(1);
  private static final SignerKey KEY = SignerKey.generate("test");
  // For segments that belong to no log.
  private static final SegmentMaintenance.RemovalSigner SIGNER =
      (lines, until, at, retention) ->
          RemovalNote.sign(
              new Checkpoint("test", lines, RootHash.of(new byte[32])), until, at, retention, KEY);
  private static final Instant T0 = Instant.parse("2026-11-24T03:00:00Z");

  @TempDir static Path original;
  @TempDir Path directory;

  @BeforeAll
  static void aSignedLog() throws IOException {
    try (EventLog log = Logs.open(original, "test")) {
      for (long seq = 1; seq <= LINES; seq += 10_000) {
        log.append(Events.lines(seq, Math.min(LINES, seq + 9_999)));
      }
      Logs.sign(log);
    }
  }

  @BeforeEach
  void copyIt() throws IOException {
    try (var files = Files.walk(original)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = directory.resolve(original.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  @Test
  void fullSegmentsAreCompressedOneAtATime() throws IOException {
    byte[] plain = Files.readAllBytes(Segment.file(directory, 1));

    keep(LINES, hours(2), null);

    assertThat(files()).containsExactly("1.gz", "65537", "131073");
    assertThat(Segment.open(directory, 1)).hasBinaryContent(plain);
    assertThat(Files.size(Segment.compressedFile(directory, 1))).isLessThan(plain.length / 4L);
    for (int i = 0; i < 5; i++) {
      keep(LINES, hours(2), null);
    }
    assertThat(files()).containsExactly("1.gz", "65537.gz", "131073");
    assertThat(verify())
        .isEqualTo(
            new Verdict(
                true,
                "131,572 lines are those that were signed as test, the last one at "
                    + Events.issued(131_572).at().truncatedTo(ChronoUnit.MILLIS)));
  }

  @Test
  void whatIsYoungOrNotSignedStaysAsItIs() throws IOException {
    keep(LINES, Duration.ofMinutes(56), DAY);
    keep(SEGMENT - 1, hours(2), DAY);
    keep(SEGMENT - 1, hours(48), DAY);

    assertThat(files()).containsExactly("1", "65537", "131073");
  }

  @Test
  void oldSegmentsAreRemovedAndWhatIsLeftIsProved(@TempDir Path elsewhere) throws IOException {
    Path early = Files.copy(SignedCheckpoint.file(directory), elsewhere.resolve("early"));
    keep(LINES, DAY.minusSeconds(30), DAY);
    assertThat(files()).containsExactly("65537.gz", "131073");

    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(log.tree().divergence()).isEmpty();
      log.append(Events.lines(LINES + 1, LINES + 10));
      Logs.sign(log);
    }
    assertThat(verify().sentence())
        .startsWith("131,582 lines are those that were signed as test, the last one at ")
        .contains(
            "; only the hashes of the first 65,536" + " are left, which were removed by 2026-")
        .endsWith(" under audit.retention=PT24H");
    LogReview review = new LogReview(key());
    String proof = InclusionProof.of(directory, SEGMENT + 1).toString();
    assertThat(review.check(proof, null).holds()).isTrue();
    assertThat(review.extendsCheckpoint(directory, early).holds()).isTrue();
    assertThat(review.verify(directory, early, Progress.UNSEEN).holds()).isTrue();
  }

  @Test
  void whatIsMissingWithoutANoteIsNotTakenForRemoved() throws IOException {
    Files.delete(Segment.file(directory, 1));
    assertThat(verify())
        .isEqualTo(
            new Verdict(
                false, "lines 1 to 65,536 are missing, and no note says that they were removed"));

    // Nobody asked for it, or it is too young.
    keep(LINES, hours(48), null);
    keep(LINES, DAY.minusSeconds(100), DAY);
    assertThat(RemovalNote.read(directory)).isEmpty();
    assertThat(verify().holds()).isFalse();
  }

  @Test
  void whatAnEarlierBuildHasRemovedWithoutANoteIsNotedNow() throws IOException {
    Files.delete(Segment.file(directory, 1));

    keep(LINES, DAY.minusSeconds(30), DAY);

    assertThat(files()).containsExactly("65537.gz", "131073");
    assertThat(verify().holds()).isTrue();
  }

  @Test
  void moreThanTheNoteSaysMayNotBeMissing() throws IOException {
    keep(LINES, DAY.minusSeconds(30), DAY);
    Files.delete(Segment.compressedFile(directory, SEGMENT + 1));

    assertThat(verify().sentence()).startsWith("lines 65,537 to 131,072 are missing");
  }

  @Test
  void aNoteThatTheKeyHasNotSignedIsBroken() throws IOException {
    keep(LINES, DAY.minusSeconds(30), DAY);
    Path note = RemovalNote.file(directory);
    String text = Files.readString(note);
    for (String other :
        List.of(text.replace("65536", "131072"), text.replace("PT24H", "PT25H"), "hello")) {
      Files.writeString(note, other);

      assertThat(verify().holds()).isFalse();
    }
    Files.writeString(note, text);
    assertThat(verify().holds()).isTrue();
  }

  @Test
  void onlyWhatIsOlderThanItsTimeIsRemoved() throws IOException {
    keep(LINES, hours(25), DAY);

    assertThat(files()).containsExactly("131073");
    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(log.lastSeq()).isEqualTo(LINES);
    }
    assertThat(verify().sentence()).contains("only the hashes of the first 131,072 are left");
  }

  @Test
  void aChangeOfWhatIsLeftIsFound() throws IOException {
    keep(LINES, hours(25), DAY);
    Path last = Segment.file(directory, 2L * SEGMENT + 1);
    Files.writeString(last, Files.readString(last).replaceFirst("billing", "Billing"));

    assertThat(verify())
        .isEqualTo(new Verdict(false, "line 131073 is not the one that was signed"));
  }

  @Test
  void withoutTilesWhatWasRemovedIsNoLongerProved() throws IOException {
    keep(LINES, hours(25), DAY);
    Files.delete(directory.resolve("tile/2/000.p/2"));

    assertThat(verify().holds()).isFalse();
    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(log.tree().divergence())
          .contains("the tiles have lost the hashes of lines that were removed");
    }
  }

  @Test
  void aLogWhoseLastSegmentIsCompressedGoesOn() throws IOException {
    Files.delete(Segment.file(directory, 2L * SEGMENT + 1));
    Files.delete(SignedCheckpoint.file(directory));
    Path last = Segment.file(directory, 1L * SEGMENT + 1);
    try (var out =
        new GZIPOutputStream(
            Files.newOutputStream(Segment.compressedFile(directory, 1L * SEGMENT + 1)))) {
      Files.copy(last, out);
    }
    Files.delete(last);

    try (EventLog log = Logs.open(directory, "test")) {
      assertThat(log.lastSeq()).isEqualTo(2L * SEGMENT);
      log.append(Events.lines(2L * SEGMENT + 1, 2L * SEGMENT + 5));
      Logs.sign(log);
    }
    assertThat(verify().sentence()).startsWith("131,077 lines");
  }

  @Test
  void aRunWithNothingDueReadsNoFile() throws IOException {
    Instant now = Events.issued(LINES).at().plus(hours(2));
    SegmentMaintenance maintenance = new SegmentMaintenance(directory, hours(1), DAY);
    for (int i = 0; i < 4; i++) {
      maintenance.run(LINES, SIGNER, now);
    }
    assertThat(files()).containsExactly("1.gz", "65537.gz", "131073");

    // What is read now fails.
    for (Path file :
        List.of(
            Segment.compressedFile(directory, 1),
            Segment.compressedFile(directory, SEGMENT + 1),
            Segment.file(directory, 2L * SEGMENT + 1))) {
      Files.writeString(file, "hello");
    }
    maintenance.run(LINES, SIGNER, now.plus(hours(1)));

    assertThat(files()).containsExactly("1.gz", "65537.gz", "131073");
    maintenance.run(LINES, SIGNER, now.plus(hours(24)));
    assertThat(files()).containsExactly("131073");
  }

  @Test
  void aTimeInTheFutureHoldsNothingUpForever() throws IOException {
    Path other = beginningAfterHours(0, 1, 400 * 24, 3, 4);

    new SegmentMaintenance(other, hours(100), hours(1)).run(LINES * 9, SIGNER, T0.plus(hours(5)));

    assertThat(files(other)).containsExactly("196609", "262145");
  }

  @Test
  void aTimeInTheFutureNeitherRemovesNorCompresses() throws IOException {
    Path other = beginningAfterHours(0, 400 * 24);

    new SegmentMaintenance(other, hours(1), hours(1)).run(LINES * 9, SIGNER, T0.plus(hours(5)));

    assertThat(files(other)).containsExactly("1", "65537");
  }

  @Test
  void aTimeFarInThePastRemovesNothingEarly() throws IOException {
    Path other = beginningAfterHours(0, 2, -400 * 24, 3);

    new SegmentMaintenance(other, hours(100), hours(2)).run(LINES * 9, SIGNER, T0.plus(hours(4)));

    assertThat(files(other)).containsExactly("1", "65537", "131073", "196609");
    new SegmentMaintenance(other, hours(100), hours(2)).run(LINES * 9, SIGNER, T0.plus(hours(6)));
    assertThat(files(other)).containsExactly("196609");
  }

  /** Segments of which only the first line is there, which was written so long after a time. */
  private Path beginningAfterHours(int... hours) throws IOException {
    Path other = Files.createDirectory(directory.resolve("other"));
    for (int i = 0; i < hours.length; i++) {
      long first = 1L + i * (long) SEGMENT;
      Files.writeString(
          Segment.file(other, first),
          "{\"metadata\":{\"sequence\":%d},\"time\":%d}\n"
              .formatted(first, T0.plus(hours(hours[i])).toEpochMilli()));
    }
    return other;
  }

  private void keep(long signed, Duration age, @Nullable Duration retention) throws IOException {
    // The last event of a full segment is some minutes before its age is counted from here.
    Instant now = Events.issued(LINES).at().plus(age);
    try (EventLog log = Logs.open(directory, "test")) {
      new SegmentMaintenance(directory, hours(1), retention)
          .run(signed, log.tree()::signRemoval, now);
    }
  }

  private static Duration hours(int hours) {
    return Duration.ofHours(hours);
  }

  private String key() throws IOException {
    return Files.readString(KeyFiles.publicKey(directory));
  }

  private Verdict verify() throws IOException {
    return new LogReview(key()).verify(directory, null, Progress.UNSEEN);
  }

  private List<String> files() throws IOException {
    return files(directory);
  }

  private static List<String> files(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (var files = Files.newDirectoryStream(directory, "events-*")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        names.add(
            Long.parseLong(name.substring(7, 27)) + (name.endsWith(".jsonl.gz") ? ".gz" : ""));
      }
    }
    names.sort(Comparator.comparingLong(n -> Long.parseLong(n.replace(".gz", ""))));
    return names;
  }
}
