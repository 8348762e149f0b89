package io.tallystick.eventlog.segment;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of segments. A segment has a fixed range of sequence numbers. The ranges are part of
 * the format: they are the same on every node, and each range is a complete subtree of the Merkle
 * tree. A full segment may be compressed.
 */
public final class Segment {

  /** The number of lines in a full segment. */
  public static final int LINES = 65_536;

  private static final Pattern NAME = Pattern.compile("events-(\\d{20})\\.jsonl(\\.gz)?");
  // The largest number that a file name may have, so that none overflows.
  private static final String MAX = "09000000000000000000";

  private Segment() {}

  /** The first number of the segment that contains a number. */
  public static long firstOf(long seq) {
    return (seq - 1) / LINES * LINES + 1;
  }

  /** The file of the segment that begins with this number. */
  public static Path file(Path directory, long first) {
    return directory.resolve(String.format(Locale.ROOT, "events-%020d.jsonl", first));
  }

  /** The file of the same segment if it is compressed. */
  public static Path compressedFile(Path directory, long first) {
    return directory.resolve(String.format(Locale.ROOT, "events-%020d.jsonl.gz", first));
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
   * The first number of the last segment; 0 if there is none.
   *
   * @throws IOException if the directory cannot be read
   */
  public static long last(Path directory) throws IOException {
    return all(directory).stream().reduce(0L, (earlier, later) -> later);
  }

  /**
   * Opens the lines of a segment, decompressed if necessary.
   *
   * @throws EOFException if there is no such segment
   * @throws IOException if it cannot be read, or if it is a link or anything else that is no file
   */
  public static InputStream open(Path directory, long first) throws IOException {
    Path plain = file(directory, first);
    Path compressed = compressedFile(directory, first);
    try {
      if (Files.exists(plain, LinkOption.NOFOLLOW_LINKS)) {
        return openLines(plain);
      }
    } catch (EOFException e) {
      // It was compressed and removed just now.
    }
    if (Files.exists(compressed, LinkOption.NOFOLLOW_LINKS)) {
      return openLines(compressed);
    }
    throw new EOFException("there is no " + plain);
  }

  /**
   * Opens the lines of a file, decompressed if its name says that they are compressed.
   *
   * @throws EOFException if there is no such file
   * @throws IOException if it cannot be read, or if it is a link or anything else that is no file
   */
  public static InputStream openLines(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + " is not a regular file");
    }
    try {
      return file.toString().endsWith(".gz")
          ? GzipSegment.open(file)
          : Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw new EOFException("there is no " + file);
    }
  }

  /**
   * The first number of the segment that a file contains, by its name.
   *
   * @return empty if it is not the name of a segment
   */
  public static OptionalLong firstOf(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    if (!matcher.matches() || matcher.group(1).compareTo(MAX) > 0) {
      return OptionalLong.empty();
    }
    long first = Long.parseLong(matcher.group(1));
    return firstOf(first) == first && first > 0 ? OptionalLong.of(first) : OptionalLong.empty();
  }
}
