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
import java.util.List;
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
   * time.
   *
   * @param signed the number of lines that are signed
   * @param now the current time
   * @throws IOException if a segment cannot be read, compressed or removed
   */
  public void run(long signed, Instant now) throws IOException {
    List<Long> segments = Segment.all(directory);
    // The last segment is still being written, even if it is full. A segment ends when the next one
    // begins.
    for (int i = 0; i + 1 < segments.size(); i++) {
      long first = segments.get(i);
      if (first + Segment.LINES - 1 > signed) {
        return;
      }
      Duration age = Duration.between(timeOf(segments.get(i + 1)), now);
      if (retention != null && age.compareTo(retention) > 0) {
        remove(first);
      } else if (age.compareTo(compressAfter) > 0 && compress(first)) {
        return;
      }
    }
  }

  /** The time of the first event in a segment; the latest possible time if there is none. */
  private Instant timeOf(long first) throws IOException {
    try (LineReader reader = LineReader.open(directory, first)) {
      return Instant.ofEpochMilli(SegmentEnd.timeMillis(Line.of(first, reader.next()).bytes()));
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
    if (!Files.exists(plain)) {
      return false;
    }
    Path compressed = Segment.compressedFile(directory, first);
    Path temporary = compressed.resolveSibling(compressed.getFileName() + ".new");
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
    Files.move(temporary, compressed, StandardCopyOption.ATOMIC_MOVE);
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
