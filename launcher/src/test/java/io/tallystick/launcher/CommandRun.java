package io.tallystick.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;

/**
 * A run of a command in the test's JVM.
 *
 * @param exit the exit status
 * @param out what it has written to standard output
 * @param err what it has written to standard error
 */
record CommandRun(int exit, String out, String err) {

  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Main.commandLine(InstantSource.system())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new CommandRun(exit, out.toString(), err.toString());
  }
}
