package io.tallystick.eventlog.line;

import io.tallystick.event.AuditEvent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of the event log: its sequence number and its bytes without the line feed. */
public final class Line {

  private final long seq;
  private final byte[] bytes;

  private Line(long seq, byte[] bytes) {
    this.seq = seq;
    this.bytes = bytes;
  }

  /** Renders an event. */
  static Line of(AuditEvent event) {
    return Lines.of(List.of(event)).get(0);
  }

  /**
   * Creates a line from a copy of these bytes.
   *
   * @param seq its sequence number
   * @param line its bytes without the line feed
   */
  public static Line of(long seq, ByteBuffer line) {
    byte[] bytes = new byte[line.remaining()];
    line.get(bytes);
    return new Line(seq, bytes);
  }

  /** The bytes without the line feed. They are not copied, so the caller must not change them. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Line line && seq == line.seq && Arrays.equals(bytes, line.bytes);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(seq);
  }

  @Override
  public String toString() {
    return "line " + seq;
  }
}
