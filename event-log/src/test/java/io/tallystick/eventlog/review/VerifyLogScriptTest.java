package io.tallystick.eventlog.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.AuditEvent;
import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.Logs;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.log.SegmentMaintenance;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.KeyRotation;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.SignerKey;
import io.tallystick.eventlog.segment.Segment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The script for reviewers, which shares no code with us, comes to the same verdicts. */
class VerifyLogScriptTest {

  private static final Logger LOG = LoggerFactory.getLogger(VerifyLogScriptTest.class);
  private static final Path SCRIPT = Path.of("verify-log.sh").toAbsolutePath();

  @TempDir Path directory;
  @TempDir Path elsewhere;

  @BeforeAll
  static void toolsAreHere() {
    Assumptions.assumeTrue(
        Stream.of("openssl", "xxd", "base64", "mktemp").allMatch(VerifyLogScriptTest::isHere),
        "the script's tools are missing");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 21})
  void itAgreesWithUs(int lines) throws Exception {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(1, lines));
      Logs.sign(log);
    }
    Path segment = Segment.file(directory, 1);
    Path checkpoint = SignedCheckpoint.file(directory);
    String text = Files.readString(segment);
    String note = Files.readString(checkpoint);

    assertThat(verdict(directory)).isZero();
    assertThat(verify(directory).holds()).isTrue();

    Files.writeString(segment, text.replace("\"sequence\":" + lines, "\"sequence\":99"));
    assertBroken();
    Files.writeString(segment, text.substring(0, text.length() - 1));
    assertBroken();
    Files.writeString(segment, text);
    Files.writeString(checkpoint, note.replace("test\n" + lines, "test\n" + (lines + 1)));
    assertBroken();
  }

  /** It takes half a minute, so only the soak profile does this. */
  @Test
  @EnabledIfSystemProperty(named = "script.logs", matches = "\\d{3,}")
  void itReadsManySegmentsCompressedOnesToo() throws Exception {
    try (EventLog log = Logs.open(directory, "test")) {
      for (long seq = 1; seq <= 65_600; seq += 8_200) {
        log.append(Events.lines(seq, seq + 8_199));
      }
      Logs.sign(log);
      Instant late = Events.issued(65_600).at().plus(Duration.ofDays(1));
      new SegmentMaintenance(directory, Duration.ofHours(1), null).run(log.tree(), late);
    }
    assertThat(Segment.compressedFile(directory, 1)).exists();
    assertThat(verdict(directory)).isZero();

    try (OutputStream more =
        new GZIPOutputStream(
            Files.newOutputStream(
                Segment.compressedFile(directory, 1), StandardOpenOption.APPEND))) {
      more.write("{\"metadata\":{\"sequence\":65537}}\n".getBytes(StandardCharsets.UTF_8));
    }
    assertBroken();
  }

  @Test
  void itFollowsTheRotationsOfTheKeyInALogAndInAProof() throws Exception {
    append(1, 5);
    String key = Files.readString(KeyFiles.publicKey(directory));
    Path oldKey = Files.writeString(elsewhere.resolve("old.pub"), key);
    KeyRotation.run(directory, KeyFiles.privateKey(directory), null);
    append(6, 9);
    KeyRotation.run(directory, KeyFiles.privateKey(directory), null);
    append(10, 13);
    Path other =
        Files.writeString(
            elsewhere.resolve("other.pub"), SignerKey.generate("test").verifier() + "\n");

    assertThat(run(directory, oldKey)).isZero();
    assertThat(run(directory, other)).isEqualTo(1);
    for (int line : new int[] {1, 5, 6, 10, 13}) {
      String text = InclusionProof.of(directory, line).toString();
      Path proof = Files.writeString(elsewhere.resolve("proof"), text);
      assertThat(run(proof, oldKey)).as("line %d", line).isZero();
      assertThat(Files.readString(elsewhere.resolve("output"))).contains("\"sequence\":" + line);
      assertThat(run(proof, KeyFiles.publicKey(directory))).isZero();
      assertThat(run(proof, other)).isEqualTo(1);
      Files.writeString(proof, text.replace("index " + (line - 1), "index " + line % 13));
      assertThat(run(proof, oldKey)).isEqualTo(1);
    }
  }

  private void append(long first, long last) throws IOException {
    try (EventLog log = Logs.open(directory, "test")) {
      log.append(Events.lines(first, last));
      Logs.sign(log);
    }
  }

  /** As many as the system property {@code script.logs} says: the soak profile takes 1,000. */
  @Test
  void itAgreesWithUsOnRandomLogsAndTheirRandomEdits() throws Exception {
    int logs = Integer.getInteger("script.logs", 20);
    int intact = 0;
    long seed = System.nanoTime();
    for (int i = 0; i < logs; i++) {
      Random random = new Random(seed + i);
      Path log = Files.createDirectory(directory.resolve("log" + i));
      int lines = write(log, random);
      boolean edited = random.nextBoolean();
      if (edited) {
        edit(log, lines, random);
      }

      boolean ours = verify(log).holds();

      assertThat(verdict(log) == 0).as("log of seed %d", seed + i).isEqualTo(ours);
      assertThat(ours).as("log of seed %d", seed + i).isEqualTo(!edited);
      intact += ours ? 1 : 0;
    }
    LOG.info("The script agrees on {} logs, {} of them intact", logs, intact);
  }

  private static int write(Path log, Random random) throws IOException {
    int signed = 1 + random.nextInt(9);
    List<AuditEvent> events = new ArrayList<>();
    for (int seq = 1; seq <= signed + random.nextInt(3); seq++) {
      events.add(Events.random(seq, random));
    }
    try (EventLog opened = Logs.open(log, "test/" + random.nextInt(100))) {
      opened.append(Lines.of(events.subList(0, signed)));
      Logs.sign(opened);
      if (events.size() > signed) {
        opened.append(Lines.of(events.subList(signed, events.size())));
      }
    }
    return signed;
  }

  /** Changes a bit of what was signed, or of the checkpoint; or takes lines, or swaps them. */
  private static void edit(Path log, int signed, Random random) throws IOException {
    Path segment = Segment.file(log, 1);
    List<String> lines = new ArrayList<>(Files.readAllLines(segment));
    int place = random.nextInt(signed);
    switch (random.nextInt(4)) {
      case 0 -> flip(SignedCheckpoint.file(log), Long.MAX_VALUE, random);
      case 1 -> {
        String text = String.join("\n", lines.subList(0, signed)) + "\n";
        flip(segment, text.getBytes(StandardCharsets.UTF_8).length, random);
      }
      case 2 -> {
        lines.remove(place);
        Files.write(segment, lines);
      }
      default -> {
        lines.add(place, lines.get(lines.size() - 1).replace("metadata", "Metadata"));
        Files.write(segment, lines);
      }
    }
  }

  private static void flip(Path file, long length, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[random.nextInt((int) Math.min(length, bytes.length))] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, bytes);
  }

  private void assertBroken() throws Exception {
    assertThat(verdict(directory)).isEqualTo(1);
    assertThat(verify(directory).holds()).isFalse();
  }

  private static Verdict verify(Path log) throws IOException {
    return new LogReview(Files.readString(KeyFiles.publicKey(log)))
        .verify(log, null, Progress.UNSEEN);
  }

  private int verdict(Path log) throws Exception {
    return run(log, KeyFiles.publicKey(log));
  }

  private int run(Path logOrProof, Path key) throws Exception {
    return new ProcessBuilder(
            List.of("sh", SCRIPT.toString(), logOrProof.toString(), key.toString()))
        .redirectErrorStream(true)
        .redirectOutput(elsewhere.resolve("output").toFile())
        .start()
        .waitFor();
  }

  private static boolean isHere(String tool) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
