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
 * What a segment ends with.
 *
 * @param lines how many whole lines it has
 * @param length their bytes
 */
public record SegmentEnd(int lines, long length) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final JsonPointer SEQUENCE = JsonPointer.compile("/metadata/sequence");
  private static final JsonPointer TIME = JsonPointer.compile("/time");
  private static final int BLOCK = 1 << 16;

  /**
   * Reads a segment.
   *
   * @throws IllegalArgumentException where its last line's number is not what its place says
   */
  public static SegmentEnd read(RandomAccessFile content, long first) throws IOException {
    byte[] block = new byte[BLOCK];
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
      return new SegmentEnd(0, 0);
    }
    byte[] bytes = new byte[(int) (length - 1 - lastStart)];
    content.seek(lastStart);
    content.readFully(bytes);
    long seq = sequence(bytes);
    if (seq != first - 1 + lines) {
      throw new IllegalArgumentException(
          "line %d has the number %d, where %d belongs".formatted(lines, seq, first - 1 + lines));
    }
    return new SegmentEnd(lines, length);
  }

  /** The number that a line has; fails where it has none. */
  public static long sequence(byte[] line) {
    return number(line, SEQUENCE);
  }

  /** When a line's event was, in milliseconds since 1970; fails where it has no time. */
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
