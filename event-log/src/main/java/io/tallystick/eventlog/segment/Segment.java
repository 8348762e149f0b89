package io.tallystick.eventlog.segment;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The files of segments. A segment has a fixed range of sequence numbers. The ranges are part of
 * the format: they are the same on every node, and each range is a complete subtree of the Merkle
 * tree. A full segment may be compressed.
 */
public final class Segment {

  /** The number of lines in a full segment. */
  public static final int LINES = 65_536;

  private static final Pattern NAME = Pattern.compile("events-(\\d{20})\\.jsonl(\\.gz)?");
  private static final int BUFFER_BYTES = 1 << 16;

  private Segment() {}

  /** The first number of the segment that contains a number. */
  public static long firstOf(long seq) {
    return (seq - 1) / LINES * LINES + 1;
  }

  /** The file of the segment that begins with this number. */
  public static Path file(Path directory, long first) {
    return directory.resolve("events-%020d.jsonl".formatted(first));
  }

  /** The file of the same segment if it is compressed. */
  public static Path compressedFile(Path directory, long first) {
    return directory.resolve("events-%020d.jsonl.gz".formatted(first));
  }

  /**
   * The first numbers of all segments in a directory, in ascending order.
   *
   * @throws IOException if the directory cannot be read
   */
  public static List<Long> all(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(Segment::firstOf)
          .flatMapToLong(OptionalLong::stream)
          .distinct()
          .sorted()
          .boxed()
          .toList();
    }
  }

  /**
   * How many lines were removed from the beginning of the log.
   *
   * @throws IOException if the directory cannot be read
   */
  public static long removed(Path directory) throws IOException {
    return all(directory).stream().findFirst().orElse(1L) - 1;
  }

  /**
   * Opens the lines of a segment, decompressed if necessary.
   *
   * @throws EOFException if there is no such segment
   * @throws IOException if it cannot be read
   */
  public static InputStream open(Path directory, long first) throws IOException {
    try {
      return Files.newInputStream(file(directory, first));
    } catch (NoSuchFileException e) {
      try {
        return new GZIPInputStream(
            Files.newInputStream(compressedFile(directory, first)), BUFFER_BYTES);
      } catch (NoSuchFileException missing) {
        throw new EOFException("there is no " + file(directory, first));
      }
    }
  }

  private static OptionalLong firstOf(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }
}
