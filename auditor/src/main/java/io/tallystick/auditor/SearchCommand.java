package io.tallystick.auditor;

import io.tallystick.auditor.search.EventCount;
import io.tallystick.auditor.search.EventSummary;
import io.tallystick.auditor.search.EventView;
import io.tallystick.auditor.search.SummaryKey;
import io.tallystick.auditor.search.TokenComparison;
import io.tallystick.eventlog.review.EventFilter;
import io.tallystick.eventlog.review.LogSearch;
import io.tallystick.token.TokenFingerprint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit search}. */
@Command(
    name = "search",
    aliases = "grep",
    description = {
      "Finds events in an event log.",
      "Exit status: 0 if any was found (with --token: if the token is the one that was issued), 1 if"
          + " not, 2 if the search cannot be made, or if lines are missing or damaged."
    },
    mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {

  @Mixin private CommandOutput output = new CommandOutput();

  @Parameters(paramLabel = "DIRECTORY", description = "The event log, such as data/audit.")
  private Path directory = Path.of("data", "audit");

  @Mixin private EventFilterOptions options = new EventFilterOptions();

  @Option(
      names = "--token",
      description = {
        "Read a token from standard input, find its events, and say whether it is the token that was"
            + " issued or imported. (It is not an argument, because other users can see arguments.)"
      })
  private boolean readToken;

  @Option(names = "--count", description = "Print only the number of events.")
  private boolean count;

  @Option(
      names = "--by",
      paramLabel = "reason|address|identity|actor|hour",
      description = {
        "Instead of the events, print how many there are for each reason, address, identity or hour"
            + " (in UTC)."
      })
  private @Nullable SummaryKey by;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Stop after this number of events. If it is reached, there may be more.")
  private long limit = Long.MAX_VALUE;

  private long found;
  private boolean isIncomplete;

  @Override
  public Integer call() {
    return FallibleCommand.run(
        output.err(),
        () -> {
          if (limit < 1) {
            throw new IllegalArgumentException("--limit takes a number from 1 on, not " + limit);
          }
          TokenFingerprint token = readToken ? token() : null;
          TokenComparison comparison = token == null ? null : new TokenComparison(token);
          EventFilter filter =
              options.filter(
                  token == null ? null : token.id(),
                  Clock.system(ZoneId.systemDefault()),
                  output::remark);
          EventView view = view();
          search(comparison, filter, view);
          view.end();
          output.out().flush();
          remark(comparison);
          return status(comparison);
        });
  }

  private EventView view() {
    if ((count ? 1 : 0) + (by != null ? 1 : 0) + (options.hasFormat() ? 1 : 0) > 1) {
      throw new IllegalArgumentException("give only one of --count, --by and --format");
    }
    if (by != null) {
      return new EventSummary(output.out(), by, TerminalWidth.columns());
    }
    return count ? new EventCount(output.out()) : options.format().view(output.out());
  }

  private void search(@Nullable TokenComparison comparison, EventFilter filter, EventView view)
      throws IOException {
    String tokenId = filter.tokenId();
    // Whether it is the token that was issued does not depend on which events are to be printed.
    EventFilter read =
        comparison == null || tokenId == null ? filter : EventFilter.ofToken(tokenId);
    new LogSearch(directory, read, this::report)
        .runWhile(
            event -> {
              if (comparison != null) {
                comparison.take(event);
              }
              if (found < limit && filter.matches(event)) {
                view.show(event);
                found++;
              }
              return found < limit || comparison != null;
            });
  }

  private void report(String fault) {
    isIncomplete = true;
    output.remark("This could not be searched: " + fault);
  }

  private void remark(@Nullable TokenComparison comparison) {
    if (found == limit) {
      output.remark("There may be more: the search stopped at its limit, %d.".formatted(limit));
    }
    if (comparison != null) {
      output.remark(comparison.verdict());
    } else if (found == 0) {
      output.remark(
          isIncomplete ? "Nothing was found in what could be searched." : "Nothing was found.");
    }
  }

  private int status(@Nullable TokenComparison comparison) {
    if (isIncomplete) {
      return AuditCommand.CANNOT_TELL;
    }
    return (comparison == null ? found > 0 : comparison.isSameToken())
        ? AuditCommand.HOLDS
        : AuditCommand.BROKEN;
  }

  private static TokenFingerprint token() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    String text = line == null ? "" : line.strip();
    if (text.isEmpty()) {
      throw new IllegalArgumentException("there is no token on standard input");
    }
    return TokenFingerprint.of(text)
        .orElseThrow(
            () -> new IllegalArgumentException("the token on standard input has a typing error"));
  }
}
