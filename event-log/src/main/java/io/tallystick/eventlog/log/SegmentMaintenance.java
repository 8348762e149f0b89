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
 * Compresses segments that are full and signed, and removes those that are older than they need be
 * kept. The hashes of what is removed stay, so that what is left can be proved.
 *
 * <p>Blocks; used by one thread at a time, beside the one that appends.
 */
public final class SegmentMaintenance {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentMaintenance.class);
  private static final int BUFFER = 1 << 16;

  private final Path directory;
  private final Duration compressAfter;
  private final @Nullable Duration retention;

  /**
   * Keeps a directory's segments.
   *
   * @param compressAfter time from a segment's last event until it is compressed
   * @param retention time from a segment's last event until it is removed; null for ever
   */
  public SegmentMaintenance(Path directory, Duration compressAfter, @Nullable Duration retention) {
    this.directory = directory;
    this.compressAfter = compressAfter;
    this.retention = retention;
  }

  /**
   * Removes what is due, and compresses one segment at the most, since that takes some time.
   *
   * @param signed how many lines are signed
   */
  public void run(long signed, Instant now) throws IOException {
    List<Long> segments = Segment.all(directory);
    // The last segment is being written, however full; the one after a segment tells its end.
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

  /** The time of a segment's first event; none before it is later. */
  private Instant timeOf(long first) throws IOException {
    try (LineReader reader = LineReader.open(directory, first)) {
      return Instant.ofEpochMilli(SegmentEnd.timeMillis(Line.of(first, reader.next()).bytes()));
    } catch (EOFException e) {
      // It has no line yet.
      return Instant.MAX;
    }
  }

  private void remove(long first) throws IOException {
    Files.deleteIfExists(Segment.file(directory, first));
    Files.deleteIfExists(Segment.compressedFile(directory, first));
    DurableFile.flushDirectory(directory);
    LOG.info("Removed the lines from {} on, which are older than {}", first, retention);
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
      GZIPOutputStream packed = new FastGzip(Channels.newOutputStream(file));
      lines.transferTo(packed);
      packed.finish();
      file.force(true);
    }
    Files.move(temporary, compressed, StandardCopyOption.ATOMIC_MOVE);
    DurableFile.flushDirectory(directory);
    Files.delete(plain);
    return true;
  }

  /** Lines are so much alike that more effort makes them little smaller. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
