package io.tallystick.launcher.imports;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Counts what became of the entries of a file, and says what is wrong with those refused. */
public final class ImportReport {

  private static final int MAX_SHOWN = 10;

  private final PrintWriter err;
  private final @Nullable PrintWriter errors;
  private long imported;
  private long known;
  private long refused;
  private long lastLine;

  /**
   * Creates an empty report.
   *
   * @param err takes the first faults if there is no file for all
   * @param errors takes all faults; null if there is no such file
   */
  public ImportReport(PrintWriter err, @Nullable PrintWriter errors) {
    this.err = err;
    this.errors = errors;
  }

  void imported() {
    imported++;
  }

  void known() {
    known++;
  }

  /** An entry was refused. The sentence has no text from outside as it is. */
  void refused(long line, String sentence) {
    refused++;
    String fault = "line %d: %s".formatted(line, sentence);
    if (errors != null) {
      errors.println(fault);
    } else if (refused <= MAX_SHOWN) {
      err.println(fault);
    } else if (refused == MAX_SHOWN + 1) {
      err.println("There are more; --errors FILE takes all of them.");
    }
  }

  /** All entries up to a line are done. */
  void doneTo(long line) {
    lastLine = line;
  }

  /** The tokens that were imported, or could be. */
  public long importedTokens() {
    return imported;
  }

  /** The tokens that were imported before. */
  public long knownTokens() {
    return known;
  }

  /** The entries that were refused. */
  public long refusedEntries() {
    return refused;
  }

  /** The last line up to which all is done. */
  public long lastLine() {
    return lastLine;
  }
}
