package io.tallystick.auditor;

import io.tallystick.auditor.search.EventFormat;
import io.tallystick.auditor.search.EventView;
import io.tallystick.auditor.search.LiveTokens;
import io.tallystick.auditor.search.TimeSpan;
import io.tallystick.event.Outcome;
import io.tallystick.eventlog.review.EventFilter;
import io.tallystick.eventlog.review.LogSearch;
import io.tallystick.eventlog.review.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit tokens}. */
@Command(
    name = "tokens",
    description = {
      "Lists the tokens of an identity that are live, by the event log alone: those that were issued"
          + " or imported, were not revoked, and have not expired. Prints the events that issued or"
          + " imported them.",
      "Exit status: 0 if there is any, 1 if not, 2 if it cannot be told, because lines are missing or"
          + " damaged, or are not those that were signed."
    },
    mixinStandardHelpOptions = true)
final class TokensCommand implements Callable<Integer> {

  @Mixin private CommandOutput output = new CommandOutput();

  @Parameters(
      arity = "0..1",
      paramLabel = "DIRECTORY",
      description = "The event log; data/audit if it is left out.")
  private Path directory = Path.of("data", "audit");

  @Option(
      names = "--identity",
      required = true,
      paramLabel = "TEXT",
      description = "The identity, exactly.")
  private String identity = "";

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = {
        "The tokens that were live at this time, instead of now. Takes the same times as --until of"
            + " search."
      })
  private @Nullable String at;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = {KeyOptions.HELP, "With it, the log is verified while it is read."})
  private List<Path> keys = List.of();

  @Option(
      names = "--format",
      paramLabel = "json|table|csv",
      description = "Print the lines as they are in the log (the default), a table, or CSV.")
  private EventFormat format = EventFormat.JSON;

  private boolean isIncomplete;

  @Override
  public Integer call() {
    return FallibleCommand.run(output.err(), () -> list(Clock.system(ZoneId.systemDefault())));
  }

  private int list(Clock clock) throws IOException {
    TimeSpan span = at == null ? null : TimeSpan.parse(at, clock);
    if (span != null && span.isLocal()) {
      output.remark("Times without a zone are in the local zone, " + clock.getZone() + ".");
    }
    Instant until = span == null ? null : span.last();
    Instant time = until == null ? clock.instant() : until;
    LiveTokens tokens = new LiveTokens(time);
    // What the database has written since, by its own clock, counts for what is live now.
    LogSearch search =
        new LogSearch(
            directory,
            new EventFilter(
                identity,
                null,
                null,
                null,
                Outcome.SUCCESS,
                null,
                null,
                null,
                null,
                null,
                until,
                false),
            this::report);
    if (!read(search, tokens)) {
      return AuditCommand.CANNOT_TELL;
    }
    EventView view = format.view(output.out());
    tokens.issues().forEach(view::show);
    view.end();
    output.out().flush();
    remark(tokens, time, search.removedLines());
    if (isIncomplete) {
      return AuditCommand.CANNOT_TELL;
    }
    return tokens.issues().isEmpty() ? AuditCommand.BROKEN : AuditCommand.HOLDS;
  }

  /** Reads the log. Returns false if it is not the one that was signed. */
  private boolean read(LogSearch search, LiveTokens tokens) throws IOException {
    if (keys.isEmpty()) {
      search.run(tokens::take);
      output.remark("The lines were not verified: give --key to do that too.");
      return true;
    }
    try (TerminalProgress progress = new TerminalProgress("tokens")) {
      Verdict verdict = search.runVerified(KeyOptions.review(keys), progress, tokens::take);
      output.remark(
          verdict.holds()
              ? "The log is intact: " + verdict.sentence()
              : "It cannot be told which tokens are live. BROKEN: " + verdict.sentence());
      return verdict.holds();
    }
  }

  private void report(String fault) {
    isIncomplete = true;
    output.remark("This could not be searched: " + fault);
  }

  private void remark(LiveTokens tokens, Instant time, long removedLines) {
    int count = tokens.issues().size();
    String live =
        count == 0
            ? "No token of %s is live"
            : count + (count == 1 ? " token of %s is live" : " tokens of %s are live");
    output.remark(
        "%s at %s%s."
            .formatted(
                live.formatted(identity), time, isIncomplete ? ", by what could be searched" : ""));
    if (removedLines > 0) {
      output.remark(
          "Lines 1 to %d were removed because of their age: tokens that they issued are not known."
              .formatted(removedLines));
    }
  }
}
