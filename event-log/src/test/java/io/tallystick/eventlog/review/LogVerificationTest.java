package io.tallystick.eventlog.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.Logs;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.note.SignerKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeTry;

/** A log that was touched is not taken for the one that was signed; one that was not, is. */
class LogVerificationTest {

  private static final String SEGMENT = "events-00000000000000000001.jsonl";
  private static final int LINES = 700;

  private enum Edit {
    BIT,
    SWAP,
    REMOVE,
    REPEAT,
    TRUNCATE,
    CHECKPOINT
  }

  private static final Path LOG = written();
  private static final String KEY = content("key.pub");
  private static final String LINES_WRITTEN = content(SEGMENT);
  private static final String CHECKPOINT = content("checkpoint");

  private static Path written() {
    try {
      Path directory = Files.createTempDirectory(Path.of("target"), "verified");
      try (EventLog log = Logs.open(directory, "test")) {
        log.append(Events.lines(1, 300));
        Logs.sign(log);
        log.append(Events.lines(301, LINES));
        Logs.sign(log);
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(String name) {
    try {
      return Files.readString(LOG.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeTry
  void restore() throws IOException {
    Files.writeString(LOG.resolve(SEGMENT), LINES_WRITTEN);
    Files.writeString(SignedCheckpoint.file(LOG), CHECKPOINT);
  }

  @Example
  void anUntouchedLogIsIntact() throws IOException {
    assertThat(verdict())
        .isEqualTo(
            new Verdict(
                true,
                "700 lines are those that were signed as test, the last one at"
                    + " 2026-11-24T03:00:00.823Z"));
  }

  @Example
  void laterLinesAreNotProvedYet() throws IOException {
    try (EventLog log = Logs.open(LOG, "test")) {
      log.append(Events.lines(LINES + 1, LINES + 2));
    }

    assertThat(verdict().sentence()).endsWith("; 2 later ones are not signed yet");
  }

  @Example
  void anotherKeyHasSignedNothing() throws IOException {
    String another = SignerKey.generate("test").verifier().toString();

    assertThat(verdict(another).sentence()).isEqualTo("the checkpoint is not signed with this key");
  }

  @Property(tries = 1_000)
  void eachEditIsFound(@ForAll Edit edit, @ForAll long seed) throws IOException {
    assertThat(verdict().holds()).isTrue();

    apply(edit, new Random(seed));

    Verdict result = verdict();
    assertThat(result.holds()).as(result.sentence()).isFalse();
  }

  @Example
  void eachBitOfACheckpointCounts() throws IOException {
    byte[] checkpoint = CHECKPOINT.getBytes(StandardCharsets.UTF_8);
    for (int bit = 0; bit < checkpoint.length * Byte.SIZE; bit++) {
      byte[] changed = checkpoint.clone();
      changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      Files.write(SignedCheckpoint.file(LOG), changed);

      assertThat(verdict().holds()).as("bit %d changed", bit).isFalse();
    }
  }

  @Property(tries = 200)
  void aChangedLineIsNamed(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<String> lines = lines();
    int place = random.nextInt(LINES);
    lines.set(place, lines.get(place).replace("billing", "Billing"));
    write(lines);

    assertThat(verdict().sentence())
        .isEqualTo("line %d is not the one that was signed".formatted(place + 1));
  }

  private static Verdict verdict() throws IOException {
    return verdict(KEY);
  }

  private static Verdict verdict(String key) throws IOException {
    return new LogReview(key).verify(LOG, null, Progress.UNSEEN);
  }

  private static void apply(Edit edit, Random random) throws IOException {
    List<String> lines = lines();
    int place = random.nextInt(LINES - 1);
    switch (edit) {
      case BIT -> Files.write(LOG.resolve(SEGMENT), flipped(LINES_WRITTEN, random));
      case CHECKPOINT -> Files.write(SignedCheckpoint.file(LOG), flipped(CHECKPOINT, random));
      case TRUNCATE ->
          Files.writeString(
              LOG.resolve(SEGMENT),
              LINES_WRITTEN.substring(0, random.nextInt(LINES_WRITTEN.length())));
      case SWAP -> {
        String line = lines.remove(place);
        lines.add(place + 1, line);
        write(lines);
      }
      case REMOVE -> {
        lines.remove(place);
        write(lines);
      }
      case REPEAT -> {
        lines.add(place, lines.get(place));
        write(lines);
      }
    }
  }

  private static byte[] flipped(String text, Random random) {
    byte[] changed = text.getBytes(StandardCharsets.UTF_8);
    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    return changed;
  }

  private static List<String> lines() {
    return new ArrayList<>(LINES_WRITTEN.lines().toList());
  }

  private static void write(List<String> lines) throws IOException {
    Files.write(LOG.resolve(SEGMENT), lines);
  }
}
