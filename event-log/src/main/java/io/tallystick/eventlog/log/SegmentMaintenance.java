package io.tallystick.eventlog.log;

import io.tallystick.eventlog.file.DurableFile;
import io.tallystick.eventlog.file.OwnerOnly;
import io.tallystick.eventlog.line.Line;
import io.tallystick.eventlog.note.RemovalNote;
import io.tallystick.eventlog.segment.LineReader;
import io.tallystick.eventlog.segment.Segment;
import io.tallystick.eventlog.segment.SegmentEnd;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compresses segments that are full and signed, and removes those that are older than the
 * retention. The hashes of removed lines stay, so that the remaining lines can still be proved.
 *
 * <p>Methods block. One thread at a time may use it, while another one appends to the log.
 */
public final class SegmentMaintenance {

  /** Signs that the first lines are removed, as {@link LogTree#signRemoval}. */
  @FunctionalInterface
  interface RemovalSigner {
    /** Makes the note. */
    RemovalNote sign(long lines, Instant until, Instant at, Duration retention);
  }

  private static final Logger LOG = LoggerFactory.getLogger(SegmentMaintenance.class);
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path directory;
  private final Duration compressAfter;
  private final @Nullable Duration retention;
  // What was learned of the segments that are present. Neither ever changes.
  private final Map<Long, Instant> starts = new HashMap<>();
  private final Set<Long> compressed = new HashSet<>();

  /**
   * Creates the maintenance of a directory.
   *
   * @param compressAfter how long after a segment's last event it is compressed
   * @param retention how long after a segment's last event it is removed; null to keep it forever
   */
  public SegmentMaintenance(Path directory, Duration compressAfter, @Nullable Duration retention) {
    this.directory = directory;
    this.compressAfter = compressAfter;
    this.retention = retention;
  }

  /**
   * Removes all segments that are due. Compresses at most one segment, because that takes some
   * time. If nothing is due, and no segment is new, only the directory is read.
   *
   * @param tree the tree of the log, which tells how many lines are signed, and signs that lines
   *     are removed
   * @param now the current time
   * @throws IOException if a segment cannot be read, compressed or removed
   */
  public void run(LogTree tree, Instant now) throws IOException {
    run(tree.signedSize(), tree::signRemoval, now);
  }

  /** As {@link #run(LogTree, Instant)}, if so many lines are signed. */
  void run(long signed, RemovalSigner signer, Instant now) throws IOException {
    List<Long> segments = Segment.all(directory);
    forgetAllBut(segments);
    // The last segment is still being written, even if it is full. A segment ends when the next one
    // begins.
    List<Instant> ends = ends(segments, now);
    int due = 0;
    while (due < ends.size() && isSigned(segments.get(due), signed) && isOld(ends.get(due), now)) {
      due++;
    }
    if (due > 0) {
      note(signer, segments.get(due) - 1, ends.get(due - 1), now);
      for (long first : segments.subList(0, due)) {
        remove(first);
      }
    } else if (!segments.isEmpty()) {
      noteWhatEarlierBuildsRemoved(signer, segments.get(0), now);
    }
    for (int i = due; i < ends.size() && isSigned(segments.get(i), signed); i++) {
      Instant end = ends.get(i);
      if (!end.isAfter(now)
          && Duration.between(end, now).compareTo(compressAfter) > 0
          && compress(segments.get(i))) {
        return;
      }
    }
  }

  private static boolean isSigned(long first, long signed) {
    return first + Segment.LINES - 1 <= signed;
  }

  private boolean isOld(Instant end, Instant now) {
    return retention != null && Duration.between(end, now).compareTo(retention) > 0;
  }

  /** Builds before this one removed segments without a note. */
  private void noteWhatEarlierBuildsRemoved(RemovalSigner signer, long first, Instant now)
      throws IOException {
    if (first > 1 && isOld(start(first), now) && noted() < first - 1) {
      note(signer, first - 1, start(first), now);
    }
  }

  private long noted() throws IOException {
    return readNote().map(RemovalNote::lines).orElse(0L);
  }

  private Optional<RemovalNote> readNote() throws IOException {
    try {
      return RemovalNote.read(directory);
    } catch (IllegalArgumentException e) {
      throw new IOException("the note about removed lines is damaged: " + e.getMessage(), e);
    }
  }

  /** Signs that lines are removed, before they are. */
  private void note(RemovalSigner signer, long lines, Instant until, Instant now)
      throws IOException {
    if (retention != null && noted() < lines) {
      signer.sign(lines, until, now, retention).write(directory);
    }
  }

  private void forgetAllBut(List<Long> segments) {
    Set<Long> present = new HashSet<>(segments);
    starts.keySet().retainAll(present);
    compressed.retainAll(present);
  }

  /**
   * When each segment but the last one ended, in ascending order; after now if that is not known.
   *
   * <p>A segment ended when the next one began. But the clock of the database may have been wrong
   * when the first event of the next one was written. A time that is after now tells nothing, so
   * the time of a later segment is taken instead. And no segment ended before it began, or before
   * an earlier one ended. So one wrong time neither removes a segment early, nor keeps it forever.
   */
  private List<Instant> ends(List<Long> segments, Instant now) throws IOException {
    List<Instant> ends = new ArrayList<>();
    Instant next = Instant.MAX;
    for (int i = segments.size() - 1; i > 0; i--) {
      Instant start = start(segments.get(i));
      next = start.isAfter(now) ? next : start;
      ends.add(next);
    }
    Collections.reverse(ends);
    Instant latest = Instant.MIN;
    for (int i = 0; i < ends.size(); i++) {
      Instant start = start(segments.get(i));
      latest = start.isAfter(now) || start.isBefore(latest) ? latest : start;
      latest = ends.get(i).isBefore(latest) ? latest : ends.get(i);
      ends.set(i, latest);
    }
    return ends;
  }

  /** The time of the first event in a segment; the latest possible time if there is none. */
  private Instant start(long first) throws IOException {
    Instant known = starts.get(first);
    if (known != null) {
      return known;
    }
    try (LineReader reader = LineReader.open(directory, first)) {
      Instant start =
          Instant.ofEpochMilli(SegmentEnd.timeMillis(Line.of(first, reader.next()).bytes()));
      starts.put(first, start);
      return start;
    } catch (EOFException e) {
      // The segment has no line yet.
      return Instant.MAX;
    }
  }

  private void remove(long first) throws IOException {
    Files.deleteIfExists(Segment.file(directory, first));
    Files.deleteIfExists(Segment.compressedFile(directory, first));
    DurableFile.flushDirectory(directory);
    LOG.info(
        "Removed the segment that begins with line {}, because it is older than {}",
        first,
        retention);
  }

  private boolean compress(long first) throws IOException {
    Path plain = Segment.file(directory, first);
    if (compressed.contains(first) || !Files.exists(plain)) {
      compressed.add(first);
      return false;
    }
    Path target = Segment.compressedFile(directory, first);
    Path temporary = target.resolveSibling(target.getFileName() + ".new");
    try (InputStream lines = Files.newInputStream(plain);
        FileChannel file =
            FileChannel.open(
                temporary,
                Set.of(
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE),
                OwnerOnly.file())) {
      GZIPOutputStream gzip = new FastGzip(Channels.newOutputStream(file));
      lines.transferTo(gzip);
      gzip.finish();
      file.force(true);
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    DurableFile.flushDirectory(directory);
    Files.delete(plain);
    return true;
  }

  /** Uses the fastest compression. Lines are so similar that more effort saves little. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
