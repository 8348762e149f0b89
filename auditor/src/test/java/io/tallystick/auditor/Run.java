package io.tallystick.auditor;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

/** What a command has printed, and its exit status. */
record Run(int status, String out, String err) {

  /** Runs a command in this process. */
  static Run of(Object... arguments) {
    StringWriter said = new StringWriter();
    StringWriter complained = new StringWriter();
    int status =
        AuditCommand.commandLine()
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(complained))
            .execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new Run(status, said.toString(), complained.toString());
  }
}
