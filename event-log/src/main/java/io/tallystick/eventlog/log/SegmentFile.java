package io.tallystick.eventlog.log;

import io.tallystick.eventlog.file.DurableFile;
import io.tallystick.eventlog.file.OwnerOnly;
import io.tallystick.eventlog.segment.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the segment that is appended to, and how much of it is known to be on disk.
 *
 * <p>Methods block. Only one thread may use it at a time.
 */
final class SegmentFile {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentFile.class);

  private final Path directory;
  private final EventLog.Flush flush;
  // The first line of the segment; 0 if there is none.
  private long first;
  private long flushedLength;
  // What tells this file from another one of the same name; null if the platform has no such thing.
  private @Nullable Object key;
  private @Nullable FileChannel channel;

  SegmentFile(Path directory, EventLog.Flush flush) {
    this.directory = directory;
    this.flush = flush;
  }

  /**
   * Goes on after what a segment has on disk.
   *
   * @param length the length of its lines in bytes
   */
  void continueAt(long first, long length) throws IOException {
    close();
    this.first = first;
    this.flushedLength = length;
    this.key = key(Segment.file(directory, first));
  }

  /** Goes on with whichever segment comes next. */
  void continueWithNext() {
    close();
    first = 0;
    flushedLength = 0;
    key = null;
  }

  /**
   * Appends lines to a segment. They are on disk when this returns. If it fails, the next call
   * overwrites what this one may have left.
   *
   * @param segment the first line of the segment
   */
  void append(long segment, ByteBuffer bytes) throws IOException {
    try {
      FileChannel file = open(segment);
      long length = flushedLength + bytes.remaining();
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      flush.force(file);
      flushedLength = length;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Compares the file with what was appended to it.
   *
   * @return what happened to lines that were appended; empty if the file still has them
   */
  Optional<String> loss() throws IOException {
    if (flushedLength == 0) {
      return Optional.empty();
    }
    Path file = Segment.file(directory, first);
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      if (!Objects.equals(key, found.fileKey())) {
        return Optional.of(file + " was replaced by another file");
      }
      return found.size() < flushedLength
          ? Optional.of(
              "%s was shortened from %,d to %,d bytes".formatted(file, flushedLength, found.size()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.of(file + " was removed");
    }
  }

  private FileChannel open(long segment) throws IOException {
    if (segment != first) {
      continueWithNext();
      first = segment;
    }
    if (channel == null) {
      Path file = Segment.file(directory, segment);
      // Appends, so that a file that was shortened gets no hole. And a file that should have lines
      // is not made anew.
      FileChannel opened =
          FileChannel.open(
              file,
              flushedLength == 0
                  ? Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                  : Set.of(StandardOpenOption.APPEND),
              OwnerOnly.file());
      channel = opened;
      // Bytes after the flushed part may be incomplete.
      opened.truncate(flushedLength);
      if (flushedLength == 0) {
        DurableFile.flushDirectory(directory);
        key = key(file);
      }
    }
    return channel;
  }

  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** Renames a file of a segment, so that it is none any more, and is still there. */
  static void moveAside(Path file) throws IOException {
    int number = 1;
    while (Files.exists(aside(file, number))) {
      number++;
    }
    Files.move(file, aside(file, number));
  }

  private static Path aside(Path file, int number) {
    return file.resolveSibling(file.getFileName() + ".damaged-" + number);
  }

  /** Closes the file. The next append opens it again. */
  void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.warn("Cannot close a segment: {}", e.toString());
    } finally {
      channel = null;
    }
  }
}
