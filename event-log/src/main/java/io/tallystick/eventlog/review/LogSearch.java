package io.tallystick.eventlog.review;

import io.tallystick.eventlog.line.Line;
import io.tallystick.eventlog.line.LoggedEvent;
import io.tallystick.eventlog.segment.LineReader;
import io.tallystick.eventlog.segment.Segment;
import io.tallystick.eventlog.segment.SegmentEnd;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds events in a log's files, compressed ones too. */
public final class LogSearch {

  private static final long PAUSE_MILLIS = 200;

  private final Path directory;
  private final EventFilter filter;
  private final List<byte[]> needles;

  /** A search that has not begun. */
  public LogSearch(Path directory, EventFilter filter) {
    this.directory = directory;
    this.filter = filter;
    this.needles = filter.needles();
  }

  /**
   * Goes through all lines there are.
   *
   * @param found takes the events that were looked for, in the order of their numbers
   * @return how many they were
   * @throws IOException where files cannot be read, or hold no event log
   */
  public long run(Consumer<LoggedEvent> found) throws IOException {
    List<Long> segments = Segment.all(directory);
    if (segments.isEmpty()) {
      throw new IOException("there is no event log in " + directory);
    }
    long count = 0;
    try (LineReader reader = LineReader.open(directory, firstLine(segments))) {
      while (true) {
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
      return count;
    }
  }

  /**
   * Goes through the lines that are written from now on, until the thread is interrupted.
   *
   * @param found takes the events that were looked for
   * @throws IOException where files cannot be read, or hold no event log
   * @throws InterruptedException when it is
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
   * Times never run backwards, so segments before the last that begins early enough are skipped.
   */
  private long firstLine(List<Long> segments) throws IOException {
    Instant since = filter.since();
    long first = segments.get(0);
    for (int i = 1; since != null && i < segments.size(); i++) {
      try (LineReader reader = LineReader.open(directory, segments.get(i))) {
        byte[] line = Line.of(segments.get(i), reader.next()).bytes();
        if (SegmentEnd.timeMillis(line) >= since.toEpochMilli()) {
          break;
        }
        first = segments.get(i);
      } catch (EOFException e) {
        break;
      }
    }
    return first;
  }

  private boolean isPast(LoggedEvent event) {
    Instant until = filter.until();
    return until != null && event.at().isAfter(until);
  }

  /** The event of a line; null where a glance shows that it is none of those. */
  private @Nullable LoggedEvent event(long seq, ByteBuffer line) throws IOException {
    for (byte[] needle : needles) {
      if (!contains(line, needle)) {
        return null;
      }
    }
    try {
      return LoggedEvent.parse(Line.of(seq, line).bytes());
    } catch (IllegalArgumentException e) {
      throw new IOException("line %d: %s".formatted(seq, e.getMessage()), e);
    }
  }

  private static boolean contains(ByteBuffer line, byte[] needle) {
    int last = line.limit() - needle.length;
    for (int start = line.position(); start <= last; start++) {
      int i = 0;
      while (i < needle.length && line.get(start + i) == needle[i]) {
        i++;
      }
      if (i == needle.length) {
        return true;
      }
    }
    return false;
  }
}
