package io.tallystick.launcher;

import io.tallystick.audit.LogSearch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tallystick audit follow}. */
@Command(
    name = "follow",
    description = "Shows events as they are written, until it is stopped.",
    mixinStandardHelpOptions = true)
final class FollowCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DIRECTORY", description = "The event log, such as data/audit.")
  private Path directory = Path.of("data", "audit");

  @Mixin private EventFilterOptions options = new EventFilterOptions();

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("picocli has not made this command");
    }
    PrintWriter out = spec.commandLine().getOut();
    EventPrinter printer = new EventPrinter(out, options.format());
    return Attempt.run(
        spec.commandLine().getErr(),
        () -> {
          new LogSearch(directory, options.filter(null))
              .follow(
                  event -> {
                    printer.print(event);
                    out.flush();
                  });
          return AuditCommand.HOLDS;
        });
  }
}
