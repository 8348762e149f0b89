package io.tallystick.eventlog.log;

import io.tallystick.event.AuditEvent;
import io.tallystick.eventlog.file.DirectoryLock;
import io.tallystick.eventlog.file.OwnerOnly;
import io.tallystick.eventlog.line.Lines;
import io.tallystick.eventlog.note.SigningKeyFile;
import io.tallystick.eventlog.segment.LineReader;
import io.tallystick.eventlog.segment.Segment;
import io.tallystick.eventlog.segment.SegmentEnd;
import io.tallystick.eventlog.segment.TimeSteps;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends lines to the segment files of a directory, in the order of their sequence numbers. There
 * is no separate cursor: the last line on disk says which number comes next.
 *
 * <p>Methods block. Only one thread may use a log at a time, except for {@link #lastSeq}.
 */
public final class EventLog implements AutoCloseable {

  /** Flushes what was written to a file to disk. */
  @FunctionalInterface
  interface Flush {
    /** Flushes like {@link FileChannel#force}. It may fail or be slow. */
    void force(FileChannel file) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final Path directory;
  private final DirectoryLock lock;
  private final SegmentFile segment;
  private final LogTree tree;
  // Volatile, because other threads ask how far the log has come.
  private volatile long lastSeq;
  private long lastMillis = SegmentEnd.UNKNOWN_TIME;
  // Whether going back to the lines on disk has begun and not ended.
  private boolean isGoingBack;

  private EventLog(
      Path directory, DirectoryLock lock, Flush flush, String origin, @Nullable Path keyFile)
      throws IOException {
    this.directory = directory;
    this.lock = lock;
    this.segment = new SegmentFile(directory, flush);
    recover();
    this.tree = LogTree.open(directory, origin, new SigningKeyFile(directory, keyFile), lastSeq);
  }

  /**
   * Opens the log of a directory. Removes an incomplete last line that a crash has left.
   *
   * @param directory is created if it is missing
   * @param origin the name of the log in its checkpoints
   * @param keyFile the file of the key that signs checkpoints; null for a file in the directory,
   *     which is created if it is missing and nothing was signed yet
   * @throws DamagedLogException if they are not a valid event log
   * @throws IOException if the files cannot be read or written, another process writes them, or the
   *     key is missing
   */
  public static EventLog open(Path directory, String origin, @Nullable Path keyFile)
      throws IOException {
    return open(directory, origin, keyFile, file -> file.force(false));
  }

  /** Opens the log with a way to flush that tests can make fail. */
  static EventLog open(Path directory, String origin, @Nullable Path keyFile, Flush flush)
      throws IOException {
    OwnerOnly.createDirectories(directory);
    DirectoryLock lock = DirectoryLock.take(directory, "writes the event log");
    try {
      return new EventLog(directory, lock, flush, origin, keyFile);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** The number of the last line; 0 if there is none. Any thread may call this. */
  public long lastSeq() {
    return lastSeq;
  }

  /**
   * How many lines were removed from the beginning because they were older than the retention.
   *
   * @throws IOException if the directory cannot be read
   */
  public long removed() throws IOException {
    return Segment.removed(directory);
  }

  /**
   * Compares lines with the events that they should contain.
   *
   * @param events at least one, with consecutive numbers; the log must contain a line for each of
   *     them
   * @return the number of the first event that differs from its line; 0 if none does
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
   * Appends lines. They are on disk when this returns.
   *
   * <p>If it fails, {@link #lastSeq} says which lines were appended, and the next call overwrites
   * what the failed flush may have left. A flush is never repeated, because the kernel may have
   * dropped the data that it could not write.
   *
   * @param lines must begin with the number after {@link #lastSeq}
   * @throws IllegalStateException if they begin with another number
   * @throws IOException if they cannot be written
   */
  public void append(Lines lines) throws IOException {
    int from = 0;
    while (from < lines.size()) {
      long seq = lines.first() + from;
      if (seq != lastSeq + 1) {
        throw new IllegalStateException(
            "expected line %d, got line %d".formatted(lastSeq + 1, seq));
      }
      long first = Segment.firstOf(seq);
      int to = (int) Math.min(lines.size(), first + Segment.LINES - lines.first());
      noteTimeSteps(lines, from, to);
      segment.append(first, lines.bytes(from, to));
      lastSeq = lines.first() + to - 1;
      lastMillis = lines.timeMillis(to - 1);
      for (int i = from; i < to; i++) {
        tree.add(lines.bytes(i));
      }
      from = to;
    }
  }

  /** Notes the lines whose time is before that of the line before, so that a search knows them. */
  private void noteTimeSteps(Lines lines, int from, int to) throws IOException {
    long before = lastSeq == 0 ? Long.MIN_VALUE : lastMillis;
    for (int i = from; i < to; i++) {
      if (lines.timeMillis(i) < before) {
        TimeSteps.add(directory, lines.first() + i);
      }
      before = lines.timeMillis(i);
    }
  }

  /**
   * Compares the file that is appended to with its place in the directory. If its lines were lost,
   * because the file was removed, replaced or shortened, the log goes back to the lines that are on
   * disk. The others must be appended again; the tree then tells whether they lead to the root that
   * was signed. A file that is no part of an event log is moved aside.
   *
   * @return what was found; empty if no line is lost
   * @throws IOException if files cannot be read or written. Then the next call goes on with this,
   *     and until it has succeeded nothing may be appended or signed
   */
  public Optional<String> goBackIfLinesAreLost() throws IOException {
    Optional<String> loss =
        isGoingBack ? Optional.of("lines of " + directory + " were lost") : segment.loss();
    if (loss.isPresent()) {
      isGoingBack = true;
      OwnerOnly.createDirectories(directory);
      try {
        recover();
      } catch (DamagedLogException e) {
        LOG.warn("Moving a file aside: {}", e.getMessage());
        SegmentFile.moveAside(e.file());
        recover();
      }
      tree.restore(lastSeq);
      isGoingBack = false;
    }
    return loss;
  }

  private void recover() throws IOException {
    List<Long> segments = Segment.all(directory);
    segment.continueWithNext();
    lastMillis = SegmentEnd.UNKNOWN_TIME;
    if (segments.isEmpty()) {
      lastSeq = 0;
      return;
    }
    long first = segments.get(segments.size() - 1);
    Path file = Segment.file(directory, first);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        // A link may lead to what never ends.
        throw new DamagedLogException(file, new IllegalArgumentException("it is no regular file"));
      }
      recoverFromLast(file, first);
    } else {
      // Only a full segment is ever compressed.
      lastSeq = first - 1 + Segment.LINES;
    }
  }

  /**
   * Finds how far the log in a directory goes, and changes nothing. Another process may write it
   * meanwhile.
   *
   * @return the number of the last line; 0 if there is none
   * @throws IOException if the directory cannot be read, or if the end of the log is damaged
   */
  public static long lastSeqIn(Path directory) throws IOException {
    List<Long> segments = Files.exists(directory) ? Segment.all(directory) : List.of();
    if (segments.isEmpty()) {
      return 0;
    }
    long first = segments.get(segments.size() - 1);
    Path file = Segment.file(directory, first);
    if (!Files.exists(file)) {
      return first - 1 + Segment.LINES;
    }
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
      return first - 1 + endOf(file, content, first).lines();
    }
  }

  private static SegmentEnd endOf(Path file, RandomAccessFile content, long first)
      throws IOException {
    try {
      return SegmentEnd.read(content, first);
    } catch (IllegalArgumentException e) {
      throw new DamagedLogException(file, e);
    }
  }

  private void recoverFromLast(Path file, long first) throws IOException {
    SegmentEnd end;
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      end = endOf(file, content, first);
      if (end.length() < content.length()) {
        LOG.warn(
            "Removed {} bytes of an incomplete last line from {}",
            content.length() - end.length(),
            file.getFileName());
        content.setLength(end.length());
        content.getFD().sync();
      }
    }
    segment.continueAt(first, end.length());
    lastSeq = first - 1 + end.lines();
    lastMillis = end.lastMillis();
  }

  /** Closes the files and releases the directory. */
  @Override
  public void close() throws IOException {
    segment.close();
    lock.close();
  }
}
