package io.tallystick.auditor;

import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.LoggedEvent;
import io.tallystick.eventlog.review.EventFilter;
import io.tallystick.eventlog.review.LogSearch;
import io.tallystick.token.TokenFingerprint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
            + " issued. (It is not an argument, because other users can see arguments.)"
      })
  private boolean readToken;

  private long found;
  private long issueSeq;
  private boolean isSameToken;
  private boolean isIncomplete;

  @Override
  public Integer call() {
    return FallibleCommand.run(
        output.err(),
        () -> {
          TokenFingerprint token = readToken ? token() : null;
          search(token, options.filter(token == null ? null : token.id()));
          output.out().flush();
          if (token != null) {
            output.remark(verdict());
          }
          if (isIncomplete) {
            return AuditCommand.CANNOT_TELL;
          }
          return (token == null ? found > 0 : isSameToken)
              ? AuditCommand.HOLDS
              : AuditCommand.BROKEN;
        });
  }

  private void search(@Nullable TokenFingerprint token, EventFilter filter) throws IOException {
    EventPrinter printer = new EventPrinter(output.out(), options.format());
    String tokenId = filter.tokenId();
    // Whether it is the token that was issued does not depend on which events are to be printed.
    EventFilter read = token == null || tokenId == null ? filter : EventFilter.ofToken(tokenId);
    new LogSearch(directory, read, this::report)
        .run(
            event -> {
              compare(token, event);
              if (filter.matches(event)) {
                printer.print(event);
                found++;
              }
            });
  }

  private void report(String fault) {
    isIncomplete = true;
    output.remark("This could not be searched: " + fault);
  }

  private void compare(@Nullable TokenFingerprint token, LoggedEvent event) {
    String secretSha256 = event.secretSha256();
    if (token != null && secretSha256 != null) {
      issueSeq = event.seq();
      isSameToken = SecretHash.ofHex(secretSha256).equals(token.secretHash());
    }
  }

  private String verdict() {
    if (issueSeq == 0) {
      return "No issue event has this token's id.";
    }
    return isSameToken
        ? "This is the token that event %d issued.".formatted(issueSeq)
        : "This is NOT the token that event %d issued: its secret differs.".formatted(issueSeq);
  }

  private static TokenFingerprint token() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    return TokenFingerprint.of(line == null ? "" : line.strip())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the text on standard input is not a token, or it has a typing error"));
  }
}
