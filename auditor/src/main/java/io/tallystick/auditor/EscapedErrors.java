package io.tallystick.auditor;

import io.tallystick.event.PrintableText;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints errors of a command line like picocli, but as {@link PrintableText}. */
public final class EscapedErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private EscapedErrors() {}

  /** The same command line, whose errors and those of its subcommands are printed in this way. */
  public static CommandLine of(CommandLine commandLine) {
    EscapedErrors errors = new EscapedErrors();
    return commandLine.setParameterExceptionHandler(errors).setExecutionExceptionHandler(errors);
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(PrintableText.of(String.valueOf(e.getMessage())));
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      command.usage(err);
    }
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult arguments) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    command.getErr().println("This cannot be done: the program has a fault. Please report this:");
    command.getErr().println(PrintableText.lines(trace.toString().strip().replace("\t", "    ")));
    return command.getCommandSpec().exitCodeOnExecutionException();
  }
}
