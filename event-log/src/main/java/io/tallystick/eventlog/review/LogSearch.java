package io.tallystick.eventlog.review;

import io.tallystick.eventlog.line.Line;
import io.tallystick.eventlog.line.LoggedEvent;
import io.tallystick.eventlog.segment.LineReader;
import io.tallystick.eventlog.segment.Segment;
import io.tallystick.eventlog.segment.SegmentEnd;
import io.tallystick.eventlog.segment.TimeSteps;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Searches the files of a log, including the compressed ones. */
public final class LogSearch {

  private static final long PAUSE_MILLIS = 200;

  private final Path directory;
  private final EventFilter filter;
  private final List<byte[]> requiredTexts;

  /**
   * Creates a search.
   *
   * @param directory the directory of the log
   * @param filter selects the events
   */
  public LogSearch(Path directory, EventFilter filter) {
    this.directory = directory;
    this.filter = filter;
    this.requiredTexts = filter.requiredTexts();
  }

  /**
   * Searches all lines.
   *
   * @param found takes the events that the filter selects, in the order of their numbers
   * @return the number of events found
   * @throws IOException if files cannot be read or are not an event log
   */
  public long run(Consumer<LoggedEvent> found) throws IOException {
    List<Long> segments = Segment.all(directory);
    if (segments.isEmpty()) {
      throw new IOException("there is no event log in " + directory);
    }
    long count = 0;
    long begin = segments.get(0);
    for (long step : TimeSteps.read(directory)) {
      if (step > begin) {
        count += run(segments, begin, step, found);
        begin = step;
      }
    }
    return count + run(segments, begin, Long.MAX_VALUE, found);
  }

  /** Searches lines whose times never run backwards, from a number up to another one, exclusive. */
  private long run(List<Long> segments, long begin, long end, Consumer<LoggedEvent> found)
      throws IOException {
    long count = 0;
    try (LineReader reader = LineReader.open(directory, firstLine(segments, begin, end))) {
      while (reader.seq() < end) {
        long seq = reader.seq();
        LoggedEvent event = event(seq, reader.next());
        if (event != null && isPast(event)) {
          return count;
        }
        if (event != null && filter.matches(event)) {
          found.accept(event);
          count++;
        }
      }
    } catch (EOFException e) {
      // The log ends here.
    }
    return count;
  }

  /**
   * Searches the lines that are written from now on, until the thread is interrupted.
   *
   * @param found takes the events that the filter selects
   * @throws IOException if files cannot be read or are not an event log
   * @throws InterruptedException if the thread is interrupted
   */
  public void follow(Consumer<LoggedEvent> found) throws IOException, InterruptedException {
    List<Long> segments = Segment.all(directory);
    try (LineReader reader =
        LineReader.open(directory, segments.isEmpty() ? 1 : segments.get(segments.size() - 1))) {
      boolean atEnd = false;
      while (true) {
        try {
          LoggedEvent event = event(reader.seq(), reader.next());
          if (atEnd && event != null && filter.matches(event)) {
            found.accept(event);
          }
        } catch (EOFException e) {
          atEnd = true;
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    }
  }

  /**
   * The number of the line where the search of such lines begins. The segments before the last one
   * that begins before the earliest time are skipped.
   */
  private long firstLine(List<Long> segments, long begin, long end) throws IOException {
    Instant since = filter.since();
    long first = begin;
    for (long segment : segments) {
      if (since == null || segment >= end) {
        break;
      }
      if (segment > begin) {
        try (LineReader reader = LineReader.open(directory, segment)) {
          byte[] line = Line.of(segment, reader.next()).bytes();
          if (SegmentEnd.timeMillis(line) >= since.toEpochMilli()) {
            break;
          }
          first = segment;
        } catch (EOFException e) {
          break;
        }
      }
    }
    return first;
  }

  private boolean isPast(LoggedEvent event) {
    Instant until = filter.until();
    return until != null && event.at().isAfter(until);
  }

  /** The event of a line; null if the line lacks a required text, so that it cannot match. */
  private @Nullable LoggedEvent event(long seq, ByteBuffer line) throws IOException {
    for (byte[] text : requiredTexts) {
      if (!contains(line, text)) {
        return null;
      }
    }
    try {
      return LoggedEvent.parse(Line.of(seq, line).bytes());
    } catch (IllegalArgumentException e) {
      throw new IOException("line %d: %s".formatted(seq, e.getMessage()), e);
    }
  }

  private static boolean contains(ByteBuffer line, byte[] text) {
    int last = line.limit() - text.length;
    for (int start = line.position(); start <= last; start++) {
      int i = 0;
      while (i < text.length && line.get(start + i) == text[i]) {
        i++;
      }
      if (i == text.length) {
        return true;
      }
    }
    return false;
  }
}
