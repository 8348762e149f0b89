package io.tallystick.launcher.command;

import io.tallystick.auditor.CommandOutput;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tallystick completion}: for shells. */
@Command(
    name = "completion",
    description = {
      "Prints a script for bash and zsh that completes the words of a command named tallystick.",
      "Such a command is: alias tallystick='java -jar /path/to/tallystick.jar'",
      "To use the script: source <(tallystick completion)"
    },
    mixinStandardHelpOptions = true)
public final class CompletionCommand implements Runnable {

  @Mixin private CommandOutput output = new CommandOutput();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    output.out().print(AutoComplete.bash("tallystick", spec.root().commandLine()));
    output.out().flush();
  }
}
