package io.tallystick.auditor;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The output streams of a command. It is a mixin: picocli sets the command that it belongs to. */
@Command
public final class CommandOutput {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /**
   * Takes the result of the command.
   *
   * @throws IllegalStateException if picocli did not create the command
   */
  public PrintWriter out() {
    return command().commandLine().getOut();
  }

  /**
   * Takes error messages and remarks.
   *
   * @throws IllegalStateException if picocli did not create the command
   */
  public PrintWriter err() {
    return command().commandLine().getErr();
  }

  private CommandSpec command() {
    if (command == null) {
      throw new IllegalStateException("picocli did not create this command");
    }
    return command;
  }
}
