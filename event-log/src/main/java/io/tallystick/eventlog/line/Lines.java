package io.tallystick.eventlog.line;

import io.tallystick.event.AuditEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lines of the event log whose numbers follow each other, in the bytes that go into a file: one
 * behind the other, each with its line feed.
 */
public final class Lines {

  // Roughly: a buffer that has to grow once is no harm.
  private static final int BYTES_A_LINE = 900;

  private final long first;
  private final Output output;
  // Where each line ends, behind its line feed.
  private final int[] ends;

  private Lines(long first, Output output, int[] ends) {
    this.first = first;
    this.output = output;
    this.ends = ends;
  }

  /**
   * Renders events.
   *
   * @param events at least one
   * @throws IllegalStateException if their numbers do not follow each other
   */
  public static Lines of(List<AuditEvent> events) {
    long first = events.get(0).seq();
    Output output = new Output(events.size() * BYTES_A_LINE);
    int[] ends = new int[events.size()];
    try (EventRenderer renderer = new EventRenderer(output)) {
      for (int i = 0; i < ends.length; i++) {
        if (events.get(i).seq() != first + i) {
          throw new IllegalStateException(
              "event %d came where %d was due".formatted(events.get(i).seq(), first + i));
        }
        renderer.render(events.get(i));
        output.write('\n');
        ends[i] = output.size();
      }
    }
    return new Lines(first, output, ends);
  }

  /** The number of the first line. */
  public long first() {
    return first;
  }

  public int size() {
    return ends.length;
  }

  /** The bytes of some lines: not copied, so whoever asks must not write to them. */
  public ByteBuffer bytes(int from, int to) {
    int start = start(from);
    return ByteBuffer.wrap(output.bytes(), start, ends[to - 1] - start);
  }

  /** The bytes of a line without its line feed, likewise. */
  public ByteBuffer bytes(int index) {
    int start = start(index);
    return ByteBuffer.wrap(output.bytes(), start, ends[index] - 1 - start);
  }

  /** A line, by its place here. */
  public Line get(int index) {
    return Line.of(first + index, bytes(index));
  }

  /** The text of a line, without its line feed. */
  public String text(int index) {
    return StandardCharsets.UTF_8.decode(bytes(index)).toString();
  }

  private int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** Lets its bytes be read where they are. */
  private static final class Output extends ByteArrayOutputStream {
    Output(int capacity) {
      super(capacity);
    }

    byte[] bytes() {
      return buf;
    }
  }
}
