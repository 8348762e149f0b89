package io.tallystick.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;

/** What a subcommand does, which may turn out to be impossible. */
@FunctionalInterface
interface Attempt {

  /** Returns the exit status. */
  int run() throws IOException, SQLException, StartException, InterruptedException;

  /**
   * Runs it; where it cannot be done, says why in one line, and returns {@link
   * AuditCommand#CANNOT_TELL}.
   */
  static int run(PrintWriter err, Attempt attempt) {
    try {
      return attempt.run();
    } catch (NoSuchFileException e) {
      err.println("This cannot be done: there is no " + e.getFile());
    } catch (IOException | IllegalArgumentException | StartException e) {
      err.println("This cannot be done: " + e.getMessage());
    } catch (SQLException e) {
      err.println("This cannot be done: the database says " + e.getSQLState());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return AuditCommand.CANNOT_TELL;
  }
}
