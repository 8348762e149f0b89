package io.tallystick.eventlog.review;

import io.tallystick.eventlog.merkle.TileFile;
import io.tallystick.eventlog.segment.Segment;
import io.tallystick.eventlog.segment.TimeSteps;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Accounts for each file in the directory of a log. What does not belong there might show a reader
 * lines that nobody signed.
 */
final class LogFiles {

  private static final String LOCK = "lock";
  private static final Set<String> KNOWN =
      Set.of(
          "checkpoint", "key.pub", "key.pem", "key.pem.next", LOCK, TimeSteps.NAME, "removed.note");
  private static final Pattern ROTATION = Pattern.compile("key-rotation-[0-9a-f]{8}\\.note");
  // A file is written under another name first, where a crash may leave it.
  private static final String UNFINISHED = ".new";
  private static final String TILES = "tile";

  private final Path directory;

  private LogFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * Finds a file that does not belong to a log, and a segment that is missing between two others.
   *
   * @return a sentence about the first one; empty if there is none
   * @throws IOException if the directory cannot be read, or has a link or a special file in it
   */
  static Optional<String> fault(Path directory) throws IOException {
    return new LogFiles(directory).fault();
  }

  private Optional<String> fault() throws IOException {
    List<Path> entries;
    try (Stream<Path> listed = Files.list(directory)) {
      entries = listed.sorted(Comparator.comparing(Path::toString)).toList();
    }
    for (Path entry : entries) {
      if (entry.getFileName().toString().equals(TILES)) {
        requireKind(entry, Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS));
        Optional<String> fault = faultOfTiles(entry);
        if (fault.isPresent()) {
          return fault;
        }
      } else {
        requireKind(entry, Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS));
        if (!isKnown(entry)) {
          return Optional.of("%s is no file of an event log".formatted(name(entry)));
        }
        if (name(entry).equals(LOCK) && Files.size(entry) > 0) {
          return Optional.of(LOCK + " is not empty");
        }
        if (name(entry).equals(TimeSteps.NAME) && !TimeSteps.areIn(directory)) {
          return Optional.of(
              TimeSteps.NAME + " must have a line number in each line, and nothing else");
        }
      }
    }
    return faultOfSegments(entries);
  }

  private boolean isKnown(Path file) {
    String name = name(file);
    String finished =
        name.endsWith(UNFINISHED) ? name.substring(0, name.length() - UNFINISHED.length()) : name;
    return KNOWN.contains(finished)
        || ROTATION.matcher(finished).matches()
        || (Segment.firstOf(file.resolveSibling(finished)).isPresent()
            && (name.equals(finished) || finished.endsWith(".gz")));
  }

  private Optional<String> faultOfTiles(Path tiles) throws IOException {
    List<String> faults = new ArrayList<>();
    Files.walkFileTree(
        tiles,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            requireKind(file, attributes.isRegularFile());
            String path = tiles.relativize(file).toString().replace('\\', '/');
            OptionalLong most = TileFile.bytesOf(path);
            if (most.isEmpty()) {
              faults.add("%s/%s is no tile of an event log".formatted(TILES, path));
            } else if (attributes.size() > most.getAsLong()) {
              faults.add("%s/%s is longer than its hashes".formatted(TILES, path));
            }
            return faults.isEmpty() ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              // The service has replaced a partial tile.
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return faults.stream().findFirst();
  }

  private Optional<String> faultOfSegments(List<Path> entries) throws IOException {
    long expected = 0;
    for (Path entry : entries) {
      long first = Segment.firstOf(entry).orElse(0);
      if (first == 0) {
        continue;
      }
      boolean isSecondFile = first == expected - Segment.LINES;
      if (isSecondFile) {
        // A crash may have come between the compression of a full segment and its removal.
        Optional<String> fault = faultOfTwo(first);
        if (fault.isPresent()) {
          return fault;
        }
      } else if (expected != 0 && first != expected) {
        return Optional.of(missing(expected, first - 1));
      }
      expected = first + Segment.LINES;
    }
    return Optional.empty();
  }

  private Optional<String> faultOfTwo(long first) throws IOException {
    try (InputStream plain = Segment.openLines(Segment.file(directory, first));
        InputStream compressed = Segment.openLines(Segment.compressedFile(directory, first))) {
      byte[] one = new byte[1 << 16];
      byte[] other = new byte[1 << 16];
      long lines = 0;
      int length;
      do {
        length = plain.readNBytes(one, 0, one.length);
        int otherLength = compressed.readNBytes(other, 0, other.length);
        if (length != otherLength || !Arrays.equals(one, 0, length, other, 0, otherLength)) {
          return Optional.of(
              "%s and its compressed form differ".formatted(name(Segment.file(directory, first))));
        }
        lines += lineFeeds(one, length);
      } while (length > 0);
      return lines == Segment.LINES
          ? Optional.empty()
          : Optional.of(
              "%s is compressed, but not full, so its lines are there twice"
                  .formatted(name(Segment.file(directory, first))));
    } catch (EOFException e) {
      // The service has removed the first one meanwhile.
      return Optional.empty();
    }
  }

  private static int lineFeeds(byte[] block, int length) {
    int count = 0;
    for (int i = 0; i < length; i++) {
      count += block[i] == '\n' ? 1 : 0;
    }
    return count;
  }

  /** The sentence that lines are missing. */
  static String missing(long from, long to) {
    return "lines %,d to %,d are missing".formatted(from, to);
  }

  private void requireKind(Path entry, boolean isAsExpected) throws IOException {
    // What is gone by now was a file under its other name.
    if (!isAsExpected && Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(
          "%s in %s is a link, or neither a file nor the directory of tiles; nothing was checked"
              .formatted(name(entry), directory));
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
