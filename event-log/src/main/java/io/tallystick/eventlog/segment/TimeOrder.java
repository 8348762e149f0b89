package io.tallystick.eventlog.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that {@link TimeSteps} knows each line whose time is before that of the line before. Of
 * those that it does not know, a search by time could pass over lines.
 */
public final class TimeOrder {

  private static final byte[] FIELD = ",\"time\":".getBytes(StandardCharsets.US_ASCII);

  private final Path directory;
  private Set<Long> known = Set.of();
  private long last = Long.MIN_VALUE;
  private long unknown;

  /** Checks a log from its first line on. */
  public TimeOrder(Path directory) {
    this.directory = directory;
  }

  /**
   * Takes the next line.
   *
   * @param seq its number
   * @throws IllegalArgumentException if it has no time
   * @throws IOException if the file of time steps cannot be read
   */
  public void take(long seq, ByteBuffer line) throws IOException {
    long time = millis(line);
    if (time < last && unknown == 0 && !known.contains(seq)) {
      // A service that is running may have added it since.
      known = new HashSet<>(TimeSteps.read(directory));
      unknown = known.contains(seq) ? 0 : seq;
    }
    last = time;
  }

  /**
   * The number of the first line that the file of time steps should have; empty if there is none.
   */
  public Optional<Long> unknownStep() {
    return unknown == 0 ? Optional.empty() : Optional.of(unknown);
  }

  /** Most lines are read without parsing all of them. */
  private static long millis(ByteBuffer line) {
    int start = line.position();
    int end = line.limit() - FIELD.length;
    for (int i = start; i < end; i++) {
      if (isFieldAt(line, i)) {
        long millis = 0;
        int digit = i + FIELD.length;
        for (; digit < line.limit() && isDigit(line.get(digit)); digit++) {
          millis = millis * 10 + line.get(digit) - '0';
        }
        if (digit < line.limit() && line.get(digit) == ',' && digit - i < FIELD.length + 18) {
          return millis;
        }
        break;
      }
    }
    byte[] bytes = new byte[line.remaining()];
    line.duplicate().get(bytes);
    return SegmentEnd.timeMillis(bytes);
  }

  private static boolean isFieldAt(ByteBuffer line, int place) {
    int i = 0;
    while (i < FIELD.length && line.get(place + i) == FIELD[i]) {
      i++;
    }
    return i == FIELD.length;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
