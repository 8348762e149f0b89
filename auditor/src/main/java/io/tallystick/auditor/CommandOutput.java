package io.tallystick.auditor;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Where a command says what it found, and what is wrong: a mixin, which picocli fills. */
@Command
public final class CommandOutput {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  public PrintWriter out() {
    return command().commandLine().getOut();
  }

  public PrintWriter err() {
    return command().commandLine().getErr();
  }

  private CommandSpec command() {
    if (command == null) {
      throw new IllegalStateException("picocli has not made this command");
    }
    return command;
  }
}
