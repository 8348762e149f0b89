package io.tallystick.auditor;

import io.tallystick.event.SecretHash;
import io.tallystick.eventlog.line.LoggedEvent;
import io.tallystick.eventlog.review.LogSearch;
import io.tallystick.token.TokenFingerprint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
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
          + " not, 2 if the search cannot be made."
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

  private long issueSeq;
  private boolean isSameToken;

  @Override
  public Integer call() {
    PrintWriter out = output.out();
    return FallibleCommand.run(
        output.err(),
        () -> {
          TokenFingerprint token = readToken ? token() : null;
          EventPrinter printer = new EventPrinter(out, options.format());
          long found =
              new LogSearch(directory, options.filter(token == null ? null : token.id()))
                  .run(
                      event -> {
                        printer.print(event);
                        compare(token, event);
                      });
          out.flush();
          if (token != null) {
            output.err().println(verdict());
            return isSameToken ? AuditCommand.HOLDS : AuditCommand.BROKEN;
          }
          return found > 0 ? AuditCommand.HOLDS : AuditCommand.BROKEN;
        });
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
