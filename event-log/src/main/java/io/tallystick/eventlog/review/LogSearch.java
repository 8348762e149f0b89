package io.tallystick.eventlog.review;

import io.tallystick.eventlog.line.Line;
import io.tallystick.eventlog.line.LoggedEvent;
import io.tallystick.eventlog.note.SignedCheckpoint;
import io.tallystick.eventlog.segment.LineReader;
import io.tallystick.eventlog.segment.Segment;
import io.tallystick.eventlog.segment.SegmentEnd;
import io.tallystick.eventlog.segment.TimeSteps;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Searches the files of a log, including the compressed ones. Lines that are missing or damaged do
 * not end a search: they are reported, and it goes on with the next ones.
 */
public final class LogSearch {

  private static final long PAUSE_MILLIS = 200;
  // How much later than its time an event may be in the files.
  private static final Duration LAG = Duration.ofSeconds(10);

  /** Where a search goes on. */
  private enum Next {
    /** With the next line. */
    LINES,
    /** Where the time steps back, since all lines before that are past the latest time, or read. */
    LINES_AFTER_A_STEP,
    /** Nowhere: enough was found. */
    NOTHING
  }

  private final Path directory;
  private final EventFilter filter;
  private final List<String> requiredTexts;
  private final Consumer<String> fault;

  /**
   * Creates a search.
   *
   * @param directory the directory of the log
   * @param filter selects the events
   * @param fault takes a sentence about lines that should be searched, but are missing or damaged.
   *     It may contain text from the files as it is
   */
  public LogSearch(Path directory, EventFilter filter, Consumer<String> fault) {
    this.directory = directory;
    this.filter = filter;
    this.requiredTexts = filter.requiredTexts();
    this.fault = fault;
  }

  /**
   * Searches all lines.
   *
   * @param found takes the events that the filter selects, in the order of their numbers
   * @throws IOException if there is no event log, or the directory cannot be read
   */
  public void run(Consumer<LoggedEvent> found) throws IOException {
    runWhile(
        event -> {
          found.accept(event);
          return true;
        });
  }

  /**
   * Searches all lines, or fewer if that is enough.
   *
   * @param found takes the events that the filter selects, in the order of their numbers, and says
   *     whether the search goes on
   * @throws IOException if there is no event log, or the directory cannot be read
   */
  public void runWhile(Predicate<LoggedEvent> found) throws IOException {
    List<Long> segments = Segment.all(directory);
    if (segments.isEmpty()) {
      throw new IOException("there is no event log in " + directory);
    }
    long begin = segments.get(0);
    for (long step : TimeSteps.read(directory)) {
      if (step > begin) {
        if (search(segments, begin, step, found) == Next.NOTHING) {
          return;
        }
        begin = step;
      }
    }
    search(segments, begin, Long.MAX_VALUE, found);
  }

  /**
   * Searches the lines that are signed when it begins, while the log is verified.
   *
   * @param review verifies it
   * @param progress is told how many lines are checked
   * @param found takes the events that the filter selects, in the order of their numbers. They
   *     count only if the verdict holds
   * @throws IOException if files cannot be read
   */
  public Verdict runVerified(LogReview review, Progress progress, Consumer<LoggedEvent> found)
      throws IOException {
    // Later lines may have been written by anybody.
    long signed = SignedCheckpoint.read(SignedCheckpoint.file(directory)).checkpoint().size();
    return review.verify(
        directory,
        progress,
        (line, seq) -> {
          LoggedEvent event = seq > signed ? null : event(seq, line);
          if (event != null && filter.matches(event)) {
            found.accept(event);
          }
        });
  }

  /**
   * How many lines were removed from the beginning of the log.
   *
   * @throws IOException if the directory cannot be read
   */
  public long removedLines() throws IOException {
    return Segment.removed(directory);
  }

  /** Searches lines whose times never run backwards, from a number up to another one, exclusive. */
  private Next search(List<Long> segments, long begin, long end, Predicate<LoggedEvent> found)
      throws IOException {
    long next = firstLine(segments, begin, end);
    for (long segment : segments) {
      if (segment >= end) {
        missing(next, end);
        return Next.LINES_AFTER_A_STEP;
      }
      long after = Math.min(segment + Segment.LINES, end);
      if (after > next) {
        missing(next, segment);
        boolean isLast = segment == segments.get(segments.size() - 1);
        Next result = searchSegment(segment, isLast, Math.max(next, segment), after, found);
        if (result != Next.LINES) {
          return result;
        }
        next = after;
      }
    }
    return Next.LINES_AFTER_A_STEP;
  }

  /** Searches lines of one segment. */
  private Next searchSegment(
      long segment, boolean isLast, long from, long after, Predicate<LoggedEvent> found)
      throws IOException {
    long seq = segment;
    // By how much lines are not where their numbers say.
    long shift = 0;
    try (LineReader reader = LineReader.open(directory, segment)) {
      for (; seq < after; seq = reader.seq()) {
        ByteBuffer line = reader.next();
        LoggedEvent event = seq < from ? null : event(seq, line);
        if (event != null && event.seq() - seq != shift) {
          shift = event.seq() - seq;
          fault.accept(
              "line %d has the number %d: lines were removed, moved or added"
                  .formatted(seq, event.seq()));
        }
        if (event != null && isPast(event)) {
          return Next.LINES_AFTER_A_STEP;
        }
        if (event != null && filter.matches(event) && !found.test(event)) {
          return Next.NOTHING;
        }
      }
    } catch (EOFException e) {
      // The last segment ends where the log ends, unless it was full, and so compressed.
      if (!isLast || !Files.exists(Segment.file(directory, segment))) {
        missing(Math.max(seq, from), after);
      }
    } catch (IOException e) {
      fault.accept(
          "lines %d to %d cannot be read: %s"
              .formatted(
                  Math.max(seq, from),
                  after - 1,
                  e instanceof AccessDeniedException
                      ? "permission is denied for " + e.getMessage()
                      : e.getMessage()));
    }
    return Next.LINES;
  }

  /** Reports missing lines, except for those that were removed because they are old. */
  private void missing(long from, long after) throws IOException {
    long first = from < after ? Math.max(from, Segment.removed(directory) + 1) : from;
    if (first < after) {
      fault.accept(
          first == after - 1
              ? "line %d is missing".formatted(first)
              : "lines %d to %d are missing".formatted(first, after - 1));
    }
  }

  /**
   * Searches the lines that are written from now on, until the thread is interrupted, or the latest
   * time of the filter is over.
   *
   * @param found takes the events that the filter selects
   * @throws IOException if files cannot be read or are not an event log
   * @throws InterruptedException if the thread is interrupted
   */
  public void follow(Consumer<LoggedEvent> found) throws IOException, InterruptedException {
    follow(found, InstantSource.system());
  }

  /** Follows the log by a clock that tests can set. */
  void follow(Consumer<LoggedEvent> found, InstantSource clock)
      throws IOException, InterruptedException {
    List<Long> segments = Segment.all(directory);
    try (LineReader reader =
        LineReader.open(directory, segments.isEmpty() ? 1 : segments.get(segments.size() - 1))) {
      boolean atEnd = false;
      while (true) {
        try {
          long seq = reader.seq();
          ByteBuffer line = reader.next();
          LoggedEvent event = atEnd ? event(seq, line) : null;
          if (event != null && isPast(event)) {
            return;
          }
          if (event != null && filter.matches(event)) {
            found.accept(event);
          }
        } catch (EOFException e) {
          atEnd = true;
          if (isPast(clock.instant().minus(LAG))) {
            return;
          }
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    }
  }

  /**
   * The number of the line where the search of such lines begins. The segments before the last one
   * that begins before the earliest time are skipped.
   */
  private long firstLine(List<Long> segments, long begin, long end) {
    Instant since = filter.since();
    long first = begin;
    for (long segment : segments) {
      // What was refused in this span of time may have been written at any later time.
      if (since == null || filter.byOwnTime() || segment >= end) {
        break;
      }
      if (segment > begin) {
        try (LineReader reader = LineReader.open(directory, segment)) {
          byte[] line = Line.of(segment, reader.next()).bytes();
          if (!Instant.ofEpochMilli(SegmentEnd.timeMillis(line))
              .isBefore(since.truncatedTo(ChronoUnit.MILLIS))) {
            break;
          }
          first = segment;
        } catch (IOException | IllegalArgumentException e) {
          // Its time is not known, so it does not say where to begin.
        }
      }
    }
    return first;
  }

  private boolean isPast(LoggedEvent event) {
    // What was refused before may have been written at any later time.
    return !filter.byOwnTime() && isPast(event.at());
  }

  private boolean isPast(Instant time) {
    Instant until = filter.until();
    return until != null && time.isAfter(until);
  }

  /** The event of a line; null if it is damaged, or lacks a required text, so it cannot match. */
  private @Nullable LoggedEvent event(long seq, ByteBuffer line) {
    byte[] bytes = Line.of(seq, line).bytes();
    if (!requiredTexts.isEmpty()) {
      // The JVM searches a text of such characters many bytes at a time.
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      for (String required : requiredTexts) {
        if (!text.contains(required)) {
          return null;
        }
      }
    }
    try {
      return LoggedEvent.parse(bytes);
    } catch (IllegalArgumentException e) {
      fault.accept("line %d: %s".formatted(seq, e.getMessage()));
      return null;
    }
  }
}
