package io.tallystick.eventlog.segment;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Reads a compressed segment to the last byte of its file. {@link GZIPInputStream} verifies the
 * check sum, but passes over bytes behind the compressed data, which other programs may show.
 */
final class GzipSegment extends GZIPInputStream {

  private static final int BUFFER_BYTES = 1 << 16;
  // RFC 1952, section 2.3: the sizes of a header without flags and of the trailer.
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  // The place of the flags, which say what else the header has.
  private static final int FLAGS = 3;

  private final Path file;
  private final long compressedBytes;

  private GzipSegment(Path file, InputStream in, long compressedBytes) throws IOException {
    super(in, BUFFER_BYTES);
    this.file = file;
    this.compressedBytes = compressedBytes;
  }

  /** Opens a file, which is one gzip member and nothing else. */
  static GzipSegment open(Path file) throws IOException {
    requirePlainHeader(file);
    long compressed = Files.size(file) - HEADER_BYTES - TRAILER_BYTES;
    InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    try {
      return new GzipSegment(file, in, compressed);
    } catch (IOException e) {
      in.close();
      throw new DamagedSegmentException(
          "%s is not a gzip file: %s".formatted(name(file), e.getMessage()), e);
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count;
    try {
      count = super.read(buffer, offset, length);
    } catch (EOFException e) {
      throw new DamagedSegmentException(name(file) + " is cut off", e);
    } catch (IOException e) {
      throw new DamagedSegmentException(
          "%s is damaged: %s".formatted(name(file), e.getMessage()), e);
    }
    if (count < 0 && inf.getBytesRead() != compressedBytes) {
      throw new DamagedSegmentException(name(file) + " has more behind its compressed lines");
    }
    return count;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** Other headers may have texts in them, which other programs may show. */
  private static void requirePlainHeader(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] header = in.readNBytes(HEADER_BYTES);
      if (header.length < HEADER_BYTES) {
        throw new DamagedSegmentException(name(file) + " is cut off");
      }
      if (header[FLAGS] != 0) {
        throw new DamagedSegmentException(
            name(file) + " has more in its header than the service writes");
      }
    }
  }
}
