package io.tallystick.eventlog.log;

import io.tallystick.event.AuditEvent;
import io.tallystick.eventlog.file.DirectoryLock;
import io.tallystick.eventlog.file.DurableFile;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.segment.LineReader;
import io.tallystick.eventlog.segment.Segment;
import io.tallystick.eventlog.segment.SegmentEnd;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segment files of a directory, to which lines are appended in the order of their numbers. The
 * files are their own cursor: what is on disk says which number comes next.
 *
 * <p>Blocks; used by one thread at a time.
 */
public final class EventLog implements AutoCloseable {

  /** Makes what was written to a file last. */
  @FunctionalInterface
  interface Flush {
    /** As {@link FileChannel#force}, which may fail, and be slow. */
    void force(FileChannel file) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final Path directory;
  private final DirectoryLock lock;
  private final Flush flush;
  private final LogTree tree;
  private @Nullable FileChannel segment;
  private long lastSeq;
  // Bytes of the open segment that are known to be on disk.
  private long flushedLength;

  private EventLog(
      Path directory, DirectoryLock lock, Flush flush, String origin, @Nullable Path keyFile)
      throws IOException {
    this.directory = directory;
    this.lock = lock;
    this.flush = flush;
    recover();
    this.tree =
        LogTree.open(
            directory, origin, keyFile == null ? KeyFiles.privateKey(directory) : keyFile, lastSeq);
  }

  /**
   * Opens the log of a directory, made where it is missing, and cuts a line that a crash has torn.
   *
   * @param origin the log's name in its checkpoints
   * @param keyFile of the key that signs them; null for the one in the directory. It is made if it
   *     is missing
   * @throws IOException where the files cannot be read, another process writes them, or what they
   *     hold is no event log
   */
  public static EventLog open(Path directory, String origin, @Nullable Path keyFile)
      throws IOException {
    return open(directory, origin, keyFile, file -> file.force(false));
  }

  /** The same, with a way to make bytes durable that tests can let fail. */
  static EventLog open(Path directory, String origin, @Nullable Path keyFile, Flush flush)
      throws IOException {
    Files.createDirectories(directory);
    DirectoryLock lock = DirectoryLock.take(directory, "writes the event log");
    try {
      return new EventLog(directory, lock, flush, origin, keyFile);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  /** Number of the last line; 0 where there is none. */
  public long lastSeq() {
    return lastSeq;
  }

  /** Lines at the beginning that are no longer here, since they were older than the retention. */
  public long removed() throws IOException {
    return Segment.removed(directory);
  }

  /**
   * Compares lines with the events that they should hold.
   *
   * @param events at least one, numbered without a gap, all of them with a line here
   * @return the number of the first event whose line is not its own; 0 if there is none
   * @throws IOException if the lines cannot be read
   */
  public long firstDifference(List<AuditEvent> events) throws IOException {
    Lines expected = Lines.of(events);
    try (LineReader reader = LineReader.open(directory, expected.first())) {
      for (int i = 0; i < expected.size(); i++) {
        if (!reader.next().equals(expected.bytes(i))) {
          return expected.first() + i;
        }
      }
    }
    return 0;
  }

  /** The Merkle tree over the lines. */
  public LogTree tree() {
    return tree;
  }

  /**
   * Appends lines, which are on disk when this returns. Where it fails, the log is as before: what
   * the failed flush may have lost is written anew by the next call (a flush is never tried again,
   * since the kernel may have dropped what it could not write).
   */
  public void append(Lines lines) throws IOException {
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
        tree.add(lines.bytes(i));
      }
      from = to;
    }
  }

  private void appendToSegment(long first, ByteBuffer bytes, int lines) throws IOException {
    try {
      FileChannel channel = segmentFor(first);
      long length = flushedLength + bytes.remaining();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      flush.force(channel);
      flushedLength = length;
      lastSeq += lines;
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
        DurableFile.flushDirectory(directory);
      }
    }
    return segment;
  }

  private void recover() throws IOException {
    List<Long> segments = Segment.all(directory);
    if (segments.isEmpty()) {
      return;
    }
    long first = segments.get(segments.size() - 1);
    Path file = Segment.file(directory, first);
    if (Files.exists(file)) {
      recoverFromLast(file, first);
    } else {
      // Only a full segment is ever compressed.
      lastSeq = first - 1 + Segment.LINES;
    }
  }

  private void recoverFromLast(Path file, long first) throws IOException {
    SegmentEnd tail;
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      tail = SegmentEnd.read(content, first);
      if (tail.length() < content.length()) {
        LOG.warn(
            "Cut {} bytes of a line that was never finished from {}",
            content.length() - tail.length(),
            file.getFileName());
        content.setLength(tail.length());
        content.getFD().sync();
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: its last line: " + e.getMessage(), e);
    }
    flushedLength = tail.length();
    lastSeq = first - 1 + tail.lines();
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
    lock.close();
  }
}
