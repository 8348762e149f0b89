package io.tallystick.auditor;

import io.tallystick.event.PrintableText;
import io.tallystick.eventlog.file.FileFault;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** The work of a command, which may fail with a message for the user. */
@FunctionalInterface
public interface FallibleCommand {

  /**
   * Does the work.
   *
   * @return the exit status
   * @throws IOException if the work cannot be done; the message is for the user
   * @throws InterruptedException if the thread was interrupted
   */
  int run() throws IOException, InterruptedException;

  /**
   * Does the work. If it cannot be done, prints the reason as one line.
   *
   * @param err takes that line
   * @return the exit status; {@link AuditCommand#CANNOT_TELL} if the work could not be done
   */
  static int run(PrintWriter err, FallibleCommand command) {
    try {
      return command.run();
    } catch (IOException e) {
      complain(err, FileFault.describe(e));
    } catch (IllegalArgumentException e) {
      complain(err, e.getMessage());
    } catch (OutOfMemoryError e) {
      complain(err, "there is not enough memory; allow more with java -Xmx2g -jar …");
    } catch (StackOverflowError e) {
      complain(err, "something is nested too deeply");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return AuditCommand.CANNOT_TELL;
  }

  private static void complain(PrintWriter err, @Nullable String reason) {
    err.println("This cannot be done: " + PrintableText.of(String.valueOf(reason)));
  }
}
