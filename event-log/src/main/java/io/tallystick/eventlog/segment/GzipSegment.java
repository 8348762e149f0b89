package io.tallystick.eventlog.segment;

import java.io.BufferedInputStream;
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
  // RFC 1952, section 2.3: the sizes of the fixed header and of the trailer, and the flags.
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;

  private final Path file;
  private final long compressedBytes;

  private GzipSegment(Path file, InputStream in, long compressedBytes) throws IOException {
    super(in, BUFFER_BYTES);
    this.file = file;
    this.compressedBytes = compressedBytes;
  }

  /** Opens a file, which is one gzip member and nothing else. */
  static GzipSegment open(Path file) throws IOException {
    long compressed = Files.size(file) - headerBytes(file) - TRAILER_BYTES;
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

  private static long headerBytes(Path file) throws IOException {
    try (InputStream in =
        new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))) {
      byte[] fixed = in.readNBytes(HEADER_BYTES);
      if (fixed.length < HEADER_BYTES) {
        throw new DamagedSegmentException(name(file) + " is cut off");
      }
      int flags = fixed[3];
      long length = HEADER_BYTES;
      if ((flags & FEXTRA) != 0) {
        int extra = in.read() | in.read() << Byte.SIZE;
        in.skipNBytes(extra);
        length += 2 + extra;
      }
      length += (flags & FNAME) == 0 ? 0 : textBytes(in);
      length += (flags & FCOMMENT) == 0 ? 0 : textBytes(in);
      return length + ((flags & FHCRC) == 0 ? 0 : 2);
    }
  }

  /** Skips a text that ends with a zero byte, and returns its length with that byte. */
  private static long textBytes(InputStream in) throws IOException {
    long length = 1;
    for (int next = in.read(); next > 0; next = in.read()) {
      length++;
    }
    return length;
  }
}
