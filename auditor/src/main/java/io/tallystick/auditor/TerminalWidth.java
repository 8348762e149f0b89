package io.tallystick.auditor;

/** How wide the terminal is. */
final class TerminalWidth {

  private static final int USUAL = 80;

  private TerminalWidth() {}

  /** The value of the environment variable {@code COLUMNS}; 80 if it is not a sensible number. */
  static int columns() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL;
  }
}
