package io.tallystick.eventlog.log;

import io.tallystick.eventlog.file.DurableFile;
import io.tallystick.eventlog.line.Line;
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
   * @param signed the number of lines that are signed
   * @param now the current time
   * @throws IOException if a segment cannot be read, compressed or removed
   */
  public void run(long signed, Instant now) throws IOException {
    List<Long> segments = Segment.all(directory);
    forgetAllBut(segments);
    List<Instant> ends = ends(segments, now);
    boolean areEarlierOnesRemoved = true;
    // The last segment is still being written, even if it is full. A segment ends when the next one
    // begins.
    for (int i = 0; i + 1 < segments.size(); i++) {
      long first = segments.get(i);
      if (first + Segment.LINES - 1 > signed || ends.get(i).isAfter(now)) {
        return;
      }
      Duration age = Duration.between(ends.get(i), now);
      if (retention != null && areEarlierOnesRemoved && age.compareTo(retention) > 0) {
        remove(first);
      } else {
        areEarlierOnesRemoved = false;
        if (age.compareTo(compressAfter) > 0 && compress(first)) {
          return;
        }
      }
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
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
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
