package io.tallystick.launcher;

import io.tallystick.audit.LogVerification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tallystick audit …}: what reviewers do with an event log, without a running service. */
@Command(
    name = "audit",
    description = "Checks an event log.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class AuditCommand {

  private static final int INTACT = 0;
  private static final int BROKEN = 1;
  private static final int CANNOT_TELL = 2;

  @Spec private @Nullable CommandSpec spec;

  @Command(
      name = "verify",
      description = {
        "Checks by its files and a public key alone that an event log is the one that was signed.",
        "Exit status: 0 if it is, 1 if not, 2 where that cannot be told."
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(paramLabel = "DIRECTORY", description = "The event log, such as data/audit.")
          Path directory,
      @Option(
              names = "--key",
              required = true,
              paramLabel = "FILE",
              description =
                  "The public key, as in key.pub: a copy that was handed out before, not the one"
                      + " that lies beside the log.")
          Path key) {
    try {
      LogVerification result = LogVerification.of(directory, Files.readString(key));
      out().println((result.intact() ? "intact: " : "BROKEN: ") + result.sentence());
      return result.intact() ? INTACT : BROKEN;
    } catch (IOException | IllegalArgumentException e) {
      err().println("The event log cannot be checked: " + e.getMessage());
      return CANNOT_TELL;
    }
  }

  private PrintWriter out() {
    return spec().commandLine().getOut();
  }

  private PrintWriter err() {
    return spec().commandLine().getErr();
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("picocli has not made this command");
    }
    return spec;
  }
}
