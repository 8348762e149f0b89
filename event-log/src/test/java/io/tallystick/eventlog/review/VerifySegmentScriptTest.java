package io.tallystick.eventlog.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.AuditEvent;
import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.Logs;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.segment.Segment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The script for reviewers, which shares no code with us, comes to the same verdicts. */
class VerifySegmentScriptTest {

  private static final Logger LOG = LoggerFactory.getLogger(VerifySegmentScriptTest.class);
  private static final Path SCRIPT = Path.of("verify-segment.sh").toAbsolutePath();

  @TempDir Path directory;
  @TempDir Path elsewhere;

  @BeforeAll
  static void toolsAreHere() {
    Assumptions.assumeTrue(
        Stream.of("openssl", "xxd", "base64", "mktemp").allMatch(VerifySegmentScriptTest::isHere),
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
    return new ProcessBuilder(
            List.of("sh", SCRIPT.toString(), log.toString(), KeyFiles.publicKey(log).toString()))
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
