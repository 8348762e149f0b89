package io.tallystick.eventlog.review;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventlog.Events;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.segment.Segment;
import io.tallystick.eventlog.segment.TimeSteps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search says which lines are missing or damaged, and finds what is in the others. */
class DamagedLogSearchTest {

  private static final long SECOND = Segment.LINES + 1;
  private static final long THIRD = 2L * Segment.LINES + 1;

  @TempDir Path directory;
  private final List<Long> found = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  @Test
  void linesThatAreNotWhereTheirNumbersSayAreNoticedOnce() throws IOException {
    write(1, 1, 10);
    Path segment = Segment.file(directory, 1);
    List<String> lines = new ArrayList<>(Files.readAllLines(segment));
    lines.remove(4);
    Files.writeString(segment, String.join("\n", lines) + "\n");

    search(null, null);

    assertThat(found).hasSize(9);
    assertThat(faults)
        .containsExactly("line 5 has the number 6: lines were removed, moved or added");
  }

  @Test
  void linesThatAreMissingInTheMiddleAreNamed() throws IOException {
    write(1, 1, 10);
    write(THIRD, THIRD, THIRD + 2);

    search(null, null);

    assertThat(found).hasSize(13).startsWith(1L, 2L).endsWith(THIRD + 1, THIRD + 2);
    assertThat(faults)
        .containsExactly("lines 11 to 65536 are missing", "lines 65537 to 131072 are missing");
  }

  @Test
  void oneMissingLineIsNamed() throws IOException {
    Files.writeString(Segment.file(directory, 1), "{}\n".repeat(Segment.LINES - 1));
    write(SECOND, SECOND, SECOND);

    // Lines without this text are not parsed.
    search(
            new EventFilter(
                "billing", null, null, null, null, null, null, null, null, null, null, false))
        .run(event -> found.add(event.seq()));

    assertThat(found).containsExactly(SECOND);
    assertThat(faults).containsExactly("line 65536 is missing");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    write(1, 1, 3);
    Files.writeString(Segment.compressedFile(directory, SECOND), "hello");
    write(THIRD, THIRD, THIRD);

    search(null, null);

    assertThat(found).containsExactly(1L, 2L, 3L, THIRD);
    assertThat(faults)
        .containsExactly(
            "lines 4 to 65536 are missing",
            "lines 65537 to 131072 cannot be read: events-00000000000000065537.jsonl.gz is cut off");
  }

  @Test
  void aLineThatIsNoEventIsNamed() throws IOException {
    write(1, 1, 4);
    Path file = Segment.file(directory, 1);
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(1, "hello");
    lines.set(2, "{}");
    Files.write(file, lines);

    search(null, null);

    assertThat(found).containsExactly(1L, 4L);
    assertThat(faults)
        .containsExactly(
            "line 2: it is not JSON", "line 3: it is not an event: it lacks metadata/sequence");
  }

  @Test
  void whatIsNotSearchedIsNotMissed() throws IOException {
    write(1, 1, 10);
    write(THIRD, THIRD, THIRD + 2);

    search(Events.issued(THIRD + 1).at(), null);
    assertThat(found).containsExactly(THIRD + 1, THIRD + 2);
    found.clear();
    search(null, Events.issued(2).at());

    assertThat(found).containsExactly(1L, 2L);
    assertThat(faults).isEmpty();
  }

  @Test
  void whatTheClockDidBetweenMissingLinesDoesNotMatter() throws IOException {
    write(1, 1, 10);
    TimeSteps.add(directory, SECOND + 99);
    write(THIRD, THIRD, THIRD);

    search(Events.issued(5).at(), null);

    assertThat(found).containsExactly(5L, 6L, 7L, 8L, 9L, 10L, THIRD);
    assertThat(faults)
        .containsExactly(
            "lines 11 to 65536 are missing",
            "lines 65537 to 65635 are missing",
            "lines 65636 to 131072 are missing");
  }

  @Test
  void aFirstLineThatIsDamagedDoesNotHideLaterOnes() throws IOException {
    write(1, 1, 10);
    write(SECOND, SECOND, SECOND + 3);
    Path file = Segment.file(directory, SECOND);
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(0, "hello");
    Files.write(file, lines);

    search(Events.issued(SECOND + 2).at(), null);

    assertThat(found).containsExactly(SECOND + 2, SECOND + 3);
    assertThat(faults)
        .containsExactly("lines 11 to 65536 are missing", "line 65537: it is not JSON");
  }

  @Test
  void removedLinesAndALineThatIsBeingWrittenAreNoFaults() throws IOException {
    write(SECOND, SECOND, SECOND + 3);
    Path file = Segment.file(directory, SECOND);
    Files.writeString(file, Files.readString(file) + "{\"meta");

    search(null, null);

    assertThat(found).containsExactly(SECOND, SECOND + 1, SECOND + 2, SECOND + 3);
    assertThat(faults).isEmpty();
  }

  @Test
  void aFollowerEndsWhenItsTimeIsOver() throws Exception {
    write(1, 1, 10);
    Instant until = Events.issued(11).at();
    LogSearch search =
        search(
            new EventFilter(
                null, null, null, null, null, null, null, null, null, null, until, false));

    search.follow(event -> found.add(event.seq()), () -> until.plusSeconds(11));
    assertThat(found).isEmpty();

    Thread follower =
        new Thread(
            () -> {
              try {
                search.follow(event -> found.add(event.seq()), () -> until);
              } catch (IOException e) {
                faults.add(e.toString());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    follower.start();
    await().until(() -> follower.getState() == Thread.State.TIMED_WAITING);
    write(1, 1, 12);
    follower.join(10_000);

    assertThat(follower.isAlive()).isFalse();
    assertThat(found).containsExactly(11L);
    assertThat(faults).isEmpty();
  }

  private void search(@Nullable Instant since, @Nullable Instant until) throws IOException {
    search(
            new EventFilter(
                null, null, null, null, null, null, null, null, null, since, until, false))
        .run(event -> found.add(event.seq()));
  }

  private LogSearch search(EventFilter filter) {
    return new LogSearch(directory, filter, faults::add);
  }

  /** Writes lines into the file of a segment. */
  private void write(long segment, long first, long last) throws IOException {
    Lines lines = Events.lines(first, last);
    ByteBuffer bytes = lines.bytes(0, lines.size());
    Files.writeString(
        Segment.file(directory, segment), StandardCharsets.UTF_8.decode(bytes).toString());
  }
}
