package io.tallystick.eventlog.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.Logs;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.SignedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs as files: what they prove is proved without the log, and nothing else is. */
class ProofTest {

  private static final int LINES = 70_000;

  @TempDir Path directory;
  private LogReview review;

  @BeforeEach
  void aSignedLog() throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, LINES));
      Logs.sign(log);
    }
    review = new LogReview(Files.readString(KeyFiles.publicKey(directory)));
  }

  @Test
  void aLineIsProvedWithoutTheLog() throws IOException {
    for (long seq : new long[] {1, 2, 256, 257, 65_536, 65_537, LINES}) {
      String proof = InclusionProof.of(directory, seq).toString();

      Verdict verdict = review.check(proof, null);

      assertThat(verdict.holds()).as(verdict.sentence()).isTrue();
      assertThat(verdict.sentence()).contains("line %,d of the 70,000".formatted(seq));
      assertThat(verdict.line()).isEqualTo(Lines.of(List.of(Events.issued(seq))).text(0));
      // The form of the C2SP's tlog-proof.md.
      assertThat(proof)
          .startsWith("c2sp.org/tlog-proof@v1\nextra ")
          .contains("\nindex " + (seq - 1) + "\n")
          .endsWith("\n\n" + Files.readString(SignedCheckpoint.file(directory)));
    }
  }

  @Test
  void eachByteOfAProofCounts() throws IOException {
    String proof = InclusionProof.of(directory, 300).toString();

    for (int i = 0; i < proof.length(); i++) {
      String changed =
          proof.substring(0, i) + (char) (proof.charAt(i) ^ 1) + proof.substring(i + 1);
      assertThat(holds(changed, null)).as("character %d", i).isFalse();
    }
    assertThat(holds(proof + "\n", null)).isFalse();
  }

  @Test
  void whatIsNotSignedHasNoProof() {
    for (long seq : new long[] {-1, 0, LINES + 1}) {
      assertThatThrownBy(() -> InclusionProof.of(directory, seq))
          .hasMessageContaining("the checkpoint covers lines 1 to 70000");
    }
  }

  @Test
  void anOlderCheckpointIsExtended() throws IOException {
    Path older = Files.copy(SignedCheckpoint.file(directory), directory.resolve("older"));
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(LINES + 1, LINES + 777));
      Logs.sign(log);
    }

    assertThat(review.extendsCheckpoint(directory, older))
        .isEqualTo(
            new Verdict(
                true,
                "the 70,777 lines that are signed now begin with the 70,000 that were signed then, as"
                    + " test; the last line that was signed then is of 2026-11-24T03:01:10.123Z, the last"
                    + " one now of 2026-11-24T03:01:10.900Z"));
    String proof = ConsistencyProof.of(directory, older).toString();
    assertThat(review.check(proof, Files.readString(older)).holds()).isTrue();
    for (int i = 0; i < proof.length(); i++) {
      String changed =
          proof.substring(0, i) + (char) (proof.charAt(i) ^ 1) + proof.substring(i + 1);
      assertThat(holds(changed, Files.readString(older))).as("character %d", i).isFalse();
    }
  }

  @Test
  void aLogThatWasBegunAnewDoesNotExtendTheOld() throws IOException {
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.copy(KeyFiles.privateKey(directory), KeyFiles.privateKey(other));
    try (EventLog log = Logs.open(other, "test")) {
      log.append(Lines.of(List.of(Events.refused(1))));
      log.append(Events.lines(2, LINES + 10));
      Logs.sign(log);
    }

    assertThat(review.extendsCheckpoint(other, SignedCheckpoint.file(directory)))
        .isEqualTo(
            new Verdict(
                false,
                "the 70,010 lines that are signed now do not begin with the 70,000 that were signed"
                    + " then"));
    assertThat(review.extendsCheckpoint(directory, SignedCheckpoint.file(other)))
        .isEqualTo(
            new Verdict(
                false,
                "the older checkpoint covers 70,010 lines, and the newest one of the log only 70,000"));
  }

  private boolean holds(String proof, @Nullable String older) {
    try {
      return review.check(proof, older).holds();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
