package io.tallystick.eventlog.segment;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the lines of an event log in order, from one segment to the next. */
public final class LineReader implements AutoCloseable {

  // Far more than any event has.
  private static final int MAX_LINE_BYTES = 1 << 20;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LINE_FEEDS = 0x0a0a0a0a0a0a0a0aL;
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final Path directory;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1_024);
  private final byte[] block = new byte[1 << 16];
  private int position;
  private int limit;
  private @Nullable InputStream segment;
  private long next;

  private LineReader(Path directory, long next) {
    this.directory = directory;
    this.next = next;
  }

  /**
   * Opens a reader at a line.
   *
   * @param directory the directory of the log
   * @param seq the number of the line that is read first
   * @throws EOFException if an earlier line of the same segment is missing
   * @throws IOException if files cannot be read
   */
  public static LineReader open(Path directory, long seq) throws IOException {
    LineReader reader = new LineReader(directory, Segment.firstOf(seq));
    while (reader.next < seq) {
      reader.next();
    }
    return reader;
  }

  /** The number of the next line. */
  public long seq() {
    return next;
  }

  /**
   * Reads the next line.
   *
   * @return the line without its line feed; valid until the next call
   * @throws EOFException if the line is missing or has no line feed yet; the call may be repeated
   *     later
   * @throws IOException if files cannot be read
   */
  public ByteBuffer next() throws IOException {
    if (segment == null || Segment.firstOf(next) == next) {
      close();
      segment = Segment.open(directory, next);
    }
    ByteBuffer found = scan(segment);
    next++;
    return found;
  }

  /**
   * The bytes of a line without a line feed, which {@link #next} has met at the end of the last
   * segment.
   */
  public byte[] unfinished() {
    return line.toByteArray();
  }

  /** How many bytes {@link #unfinished} has. */
  public int unfinishedBytes() {
    return line.size();
  }

  /**
   * Whether the segment of the line that was read last ends with that line. If it is compressed,
   * its check sum is verified.
   *
   * @throws IOException if it cannot be read, or is damaged
   */
  public boolean isAtEndOfSegment() throws IOException {
    if (position == limit && segment != null) {
      position = 0;
      limit = Math.max(0, segment.read(block));
    }
    return position == limit && line.size() == 0;
  }

  private ByteBuffer scan(InputStream from) throws IOException {
    while (true) {
      int start = position;
      int end = lineFeed(start);
      if (end < limit) {
        position = end + 1;
        if (line.size() == 0) {
          return ByteBuffer.wrap(block, start, end - start);
        }
        line.write(block, start, end - start);
        ByteBuffer found = ByteBuffer.wrap(line.toByteArray());
        line.reset();
        return found;
      }
      line.write(block, start, limit - start);
      if (line.size() > MAX_LINE_BYTES) {
        throw new IOException(
            "line %d is longer than the %d bytes that a line may have"
                .formatted(next, MAX_LINE_BYTES));
      }
      position = 0;
      limit = Math.max(0, from.read(block));
      if (limit == 0) {
        throw new EOFException("the segment ends before line " + next);
      }
    }
  }

  /**
   * The place of the next line feed; the limit if there is none. Most of the time of a search is
   * spent here, so it looks at eight bytes at a time.
   */
  private int lineFeed(int start) {
    byte[] bytes = block;
    int end = limit;
    int i = start;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      // A byte of these is zero where there is a line feed. The lowest one that is found is right.
      long different = (long) EIGHT_BYTES.get(bytes, i) ^ LINE_FEEDS;
      long zeros = (different - LOW_BITS) & ~different & HIGH_BITS;
      if (zeros != 0) {
        return i + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
      }
    }
    while (i < end && bytes[i] != '\n') {
      i++;
    }
    return i;
  }

  @Override
  public void close() throws IOException {
    position = 0;
    limit = 0;
    line.reset();
    if (segment != null) {
      segment.close();
      segment = null;
    }
  }
}
