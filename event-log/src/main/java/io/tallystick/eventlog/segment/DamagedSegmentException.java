package io.tallystick.eventlog.segment;

import java.io.IOException;

/** A file of a segment is not as it was written. The message names the file and the damage. */
public final class DamagedSegmentException extends IOException {

  private static final long serialVersionUID = 1L;

  DamagedSegmentException(String message) {
    super(message);
  }

  DamagedSegmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
