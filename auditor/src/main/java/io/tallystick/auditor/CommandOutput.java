package io.tallystick.auditor;

import io.tallystick.event.PrintableText;
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
   * Takes the result of the command, which must not contain text from outside as it is.
   *
   * @throws IllegalStateException if picocli did not create the command
   */
  public PrintWriter out() {
    return command().commandLine().getOut();
  }

  /**
   * Takes error messages and remarks, which must not contain text from outside as it is.
   *
   * @throws IllegalStateException if picocli did not create the command
   */
  public PrintWriter err() {
    return command().commandLine().getErr();
  }

  /**
   * Prints a result on a line of its own, as {@link PrintableText} does.
   *
   * @throws IllegalStateException if picocli did not create the command
   */
  public void say(String text) {
    out().println(PrintableText.of(text));
  }

  /**
   * Prints an error message or a remark on a line of its own, as {@link PrintableText} does.
   *
   * @throws IllegalStateException if picocli did not create the command
   */
  public void remark(String text) {
    err().println(PrintableText.of(text));
  }

  /**
   * Prints an error message that may have several lines.
   *
   * @throws IllegalStateException if picocli did not create the command
   */
  public void remarkLines(String text) {
    err().println(PrintableText.lines(text));
  }

  private CommandSpec command() {
    if (command == null) {
      throw new IllegalStateException("picocli did not create this command");
    }
    return command;
  }
}
