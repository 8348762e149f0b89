package io.tallystick.eventlog.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Files of an event log do not end as an event log does. They are left as they are: somebody has to
 * find out what happened to them.
 */
public final class DamagedLogException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Path file;

  /**
   * Creates the exception.
   *
   * @param cause says what is wrong with the end of the file
   */
  DamagedLogException(Path file, IllegalArgumentException cause) {
    super(file + " is damaged at its end: " + cause.getMessage(), cause);
    this.file = file;
  }

  /** The file that is damaged. */
  public Path file() {
    return file;
  }
}
