package io.tallystick.eventlog.line;

import io.tallystick.event.AuditEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Consecutive lines of the event log, as the bytes that are written to a file: each line is
 * followed by a line feed.
 */
public final class Lines {

  // A rough estimate. It does not matter if the buffer has to grow once.
  private static final int BYTES_PER_LINE = 900;

  private final long first;
  private final Output output;
  // The offset after the line feed of each line.
  private final int[] ends;
  private final long[] times;

  private Lines(long first, Output output, int[] ends, long[] times) {
    this.times = times;
    this.first = first;
    this.output = output;
    this.ends = ends;
  }

  /**
   * Renders events.
   *
   * @param events at least one, with consecutive numbers
   * @throws IllegalStateException if the numbers are not consecutive
   * @throws IllegalArgumentException if this release does not know the format of an event
   */
  public static Lines of(List<AuditEvent> events) {
    long first = events.get(0).seq();
    Output output = new Output(events.size() * BYTES_PER_LINE);
    int[] ends = new int[events.size()];
    long[] times = new long[ends.length];
    try (EventRenderer renderer = new EventRenderer(output)) {
      for (int i = 0; i < ends.length; i++) {
        if (events.get(i).seq() != first + i) {
          throw new IllegalStateException(
              "expected event %d, got event %d".formatted(first + i, events.get(i).seq()));
        }
        renderer.render(events.get(i));
        output.write('\n');
        ends[i] = output.size();
        times[i] = events.get(i).at().toEpochMilli();
      }
    }
    return new Lines(first, output, ends, times);
  }

  /** The sequence number of the first line. */
  public long first() {
    return first;
  }

  /** The number of lines. */
  public int size() {
    return ends.length;
  }

  /** The time in the line at an index, in milliseconds since 1970. */
  public long timeMillis(int index) {
    return times[index];
  }

  /**
   * The bytes of some lines with their line feeds. They are not copied, so the caller must not
   * change them.
   *
   * @param from the index of the first line
   * @param to the index after the last line
   */
  public ByteBuffer bytes(int from, int to) {
    int start = start(from);
    return ByteBuffer.wrap(output.bytes(), start, ends[to - 1] - start);
  }

  /**
   * The bytes of a line without its line feed. They are not copied, so the caller must not change
   * them.
   */
  public ByteBuffer bytes(int index) {
    int start = start(index);
    return ByteBuffer.wrap(output.bytes(), start, ends[index] - 1 - start);
  }

  /** The line at an index. */
  Line get(int index) {
    return Line.of(first + index, bytes(index));
  }

  /** The text of the line at an index, without its line feed. */
  public String text(int index) {
    return StandardCharsets.UTF_8.decode(bytes(index)).toString();
  }

  private int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** Gives access to its bytes without copying them. */
  private static final class Output extends ByteArrayOutputStream {
    Output(int capacity) {
      super(capacity);
    }

    byte[] bytes() {
      return buf;
    }
  }
}
