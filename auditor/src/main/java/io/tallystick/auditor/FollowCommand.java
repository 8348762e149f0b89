package io.tallystick.auditor;

import io.tallystick.auditor.search.EventView;
import io.tallystick.eventlog.review.LogSearch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code audit follow}. */
@Command(
    name = "follow",
    description =
        "Prints events as they are written, until you stop it, or until some seconds after --until.",
    mixinStandardHelpOptions = true)
final class FollowCommand implements Callable<Integer> {

  @Mixin private CommandOutput output = new CommandOutput();

  @Parameters(paramLabel = "DIRECTORY", description = "The event log, such as data/audit.")
  private Path directory = Path.of("data", "audit");

  @Mixin private EventFilterOptions options = new EventFilterOptions();

  private boolean isIncomplete;

  @Override
  public Integer call() {
    PrintWriter out = output.out();
    EventView view = options.format().view(out);
    return FallibleCommand.run(
        output.err(),
        () -> {
          new LogSearch(
                  directory,
                  options.filter(null, Clock.system(ZoneId.systemDefault()), output::remark),
                  this::report)
              .follow(
                  event -> {
                    view.show(event);
                    out.flush();
                  });
          return isIncomplete ? AuditCommand.CANNOT_TELL : AuditCommand.HOLDS;
        });
  }

  private void report(String fault) {
    isIncomplete = true;
    output.remark("This could not be searched: " + fault);
  }
}
