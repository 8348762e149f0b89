package io.tallystick.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segment files of a directory, to which lines are appended in the order of their numbers. The
 * files are their own cursor: what is on disk says which number comes next.
 *
 * <p>Blocks; used by one thread at a time.
 */
final class EventLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final Path directory;
  private final FileChannel lockFile;
  private @Nullable FileChannel segment;
  private @Nullable LogTree tree;
  private @Nullable Line last;
  private long lastSeq;
  // Bytes of the open segment that are known to be on disk.
  private long flushedLength;

  private EventLog(Path directory, FileChannel lockFile) {
    this.directory = directory;
    this.lockFile = lockFile;
  }

  /**
   * Opens the log of a directory, made where it is missing, and cuts a line that a crash has torn.
   *
   * @param origin the log's name in its checkpoints
   * @throws IOException where the files cannot be read, another process writes them, or what they
   *     hold is no event log
   */
  static EventLog open(Path directory, String origin) throws IOException {
    Files.createDirectories(directory);
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    EventLog log = new EventLog(directory, lockFile);
    try {
      lock(lockFile, directory);
      log.recover();
      log.tree = LogTree.open(directory, origin, log.lastSeq);
      return log;
    } catch (IOException e) {
      log.close();
      throw e;
    }
  }

  /** Number of the last line; 0 where there is none. */
  long lastSeq() {
    return lastSeq;
  }

  /**
   * The last line; empty where there is none, or where lines have been appended since the start.
   */
  Optional<Line> lastAtStart() {
    return Optional.ofNullable(last);
  }

  /**
   * Appends lines, which are on disk when this returns. Where it fails, the log is as before: what
   * the failed flush may have lost is written anew by the next call (a flush is never tried again,
   * since the kernel may have dropped what it could not write).
   */
  void append(Lines lines) throws IOException {
    int from = 0;
    while (from < lines.size()) {
      long seq = lines.first() + from;
      if (seq != lastSeq + 1) {
        throw new IllegalStateException(
            "line %d came where %d was due".formatted(seq, lastSeq + 1));
      }
      long first = Segment.firstOf(seq);
      int to = (int) Math.min(lines.size(), first + Segment.LINES - lines.first());
      appendToSegment(first, lines.bytes(from, to), to - from);
      for (int i = from; i < to; i++) {
        tree().add(lines.bytes(i));
      }
      from = to;
    }
  }

  /** How the lines are known not to be those that were signed; empty while they may be. */
  Optional<String> divergence() {
    return tree().divergence();
  }

  /** Leaves a signed checkpoint over all lines, unless there is one already, or they diverge. */
  void sign() throws IOException {
    tree().sign();
  }

  private LogTree tree() {
    if (tree == null) {
      throw new IllegalStateException("the log is not open");
    }
    return tree;
  }

  private void appendToSegment(long first, ByteBuffer bytes, int lines) throws IOException {
    try {
      FileChannel channel = segmentFor(first);
      long length = flushedLength + bytes.remaining();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
      flushedLength = length;
      lastSeq += lines;
      last = null;
    } catch (IOException e) {
      closeSegment();
      throw e;
    }
  }

  private FileChannel segmentFor(long first) throws IOException {
    boolean begins = lastSeq < first;
    if (begins) {
      closeSegment();
      flushedLength = 0;
    }
    if (segment == null) {
      FileChannel opened =
          FileChannel.open(
              Segment.file(directory, first), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      segment = opened;
      // Whatever stands behind what was flushed is not known to be whole.
      opened.truncate(flushedLength);
      opened.position(flushedLength);
      if (begins) {
        LastingFile.flushDirectory(directory);
      }
    }
    return segment;
  }

  private void recover() throws IOException {
    OptionalLong first = lastSegment();
    if (first.isEmpty()) {
      return;
    }
    Path file = Segment.file(directory, first.getAsLong());
    SegmentTail tail;
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      tail = SegmentTail.read(content, first.getAsLong());
      if (tail.length() < content.length()) {
        LOG.warn(
            "Cut {} bytes of a line that was never finished from {}",
            content.length() - tail.length(),
            file.getFileName());
        content.setLength(tail.length());
        content.getFD().sync();
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
    flushedLength = tail.length();
    last = tail.last();
    lastSeq = first.getAsLong() - 1 + tail.lines();
  }

  private OptionalLong lastSegment() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Segment::firstOf).flatMapToLong(OptionalLong::stream).max();
    }
  }

  @SuppressWarnings("resource") // The lock lives as long as the channel.
  private static void lock(FileChannel channel, Path directory) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException("another process writes the event log in " + directory);
    }
  }

  private void closeSegment() {
    try {
      if (segment != null) {
        segment.close();
      }
    } catch (IOException e) {
      LOG.warn("A segment did not close: {}", e.toString());
    } finally {
      segment = null;
    }
  }

  @Override
  public void close() throws IOException {
    closeSegment();
    lockFile.close();
  }
}
