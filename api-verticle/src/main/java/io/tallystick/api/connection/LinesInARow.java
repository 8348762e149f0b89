package io.tallystick.api.connection;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Counts the lines of what arrives on a connection of HTTP/1, back to the last empty one. A header
 * field of a few bytes takes hundreds of bytes of memory, and the server itself bounds only their
 * bytes. An empty line ends each head (RFC 9112, section 2.1), so the heads of requests that wait
 * behind others are counted too, whatever their bodies are.
 */
final class LinesInARow implements ByteProcessor {

  /** More header fields than any honest request has, and more lines than its body. */
  static final int MAX = 100;

  private int lines;
  private boolean hasBytes;

  /** Counts on. It returns whether there are too many lines in a row. */
  boolean exceedWith(ByteBuf bytes) {
    return bytes.forEachByte(this) >= 0;
  }

  /** Returns false if this byte ends a line too many. */
  @Override
  public boolean process(byte octet) {
    if (octet == '\n') {
      lines = hasBytes ? lines + 1 : 0;
      hasBytes = false;
    } else if (octet != '\r') {
      hasBytes = true;
    }
    return lines <= MAX;
  }
}
