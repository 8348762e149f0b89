package io.tallystick.eventlog.segment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * Where the complete lines of a segment end.
 *
 * @param lines the number of complete lines
 * @param length their length in bytes
 * @param lastMillis the time in the last of them, in milliseconds since 1970; {@link #UNKNOWN_TIME}
 *     if there is none
 */
public record SegmentEnd(int lines, long length, long lastMillis) {

  /** Stands for a time that is not known. It is later than all others. */
  public static final long UNKNOWN_TIME = Long.MAX_VALUE;

  private static final JsonFactory JSON = new JsonFactory();
  private static final JsonPointer SEQUENCE = JsonPointer.compile("/metadata/sequence");
  private static final JsonPointer TIME = JsonPointer.compile("/time");
  private static final int BLOCK_BYTES = 1 << 16;

  /**
   * Reads a segment.
   *
   * @param content the file of the segment
   * @param first the first number of the segment
   * @throws IllegalArgumentException if the last line is not an event, or its number does not match
   *     its position
   * @throws IOException if the file cannot be read
   */
  public static SegmentEnd read(RandomAccessFile content, long first) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    int lines = 0;
    long lastStart = 0;
    long length = 0;
    long position = 0;
    int read;
    content.seek(0);
    while ((read = content.read(block)) > 0) {
      for (int i = 0; i < read; i++) {
        if (block[i] == '\n') {
          lines++;
          lastStart = length;
          length = position + i + 1;
        }
      }
      position += read;
    }
    if (lines == 0) {
      return new SegmentEnd(0, 0, UNKNOWN_TIME);
    }
    byte[] bytes = new byte[(int) (length - 1 - lastStart)];
    content.seek(lastStart);
    content.readFully(bytes);
    long seq = sequence(bytes);
    if (seq != first - 1 + lines) {
      throw new IllegalArgumentException(
          "line %d has the number %d instead of %d".formatted(lines, seq, first - 1 + lines));
    }
    return new SegmentEnd(lines, length, timeMillis(bytes));
  }

  /**
   * The sequence number in a line.
   *
   * @throws IllegalArgumentException if it has none
   */
  public static long sequence(byte[] line) {
    return number(line, SEQUENCE);
  }

  /**
   * The time in a line, in milliseconds since 1970.
   *
   * @throws IllegalArgumentException if it has none
   */
  public static long timeMillis(byte[] line) {
    return number(line, TIME);
  }

  private static long number(byte[] line, JsonPointer pointer) {
    try (JsonParser parser =
        new FilteringParserDelegate(
            JSON.createParser(line),
            new JsonPointerBasedFilter(pointer),
            Inclusion.ONLY_INCLUDE_ALL,
            false)) {
      if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        return parser.getLongValue();
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("it is not JSON", e);
    }
    throw new IllegalArgumentException("it has no number");
  }
}
