package io.tallystick.auditor;

import io.tallystick.eventlog.review.ConsistencyProof;
import io.tallystick.eventlog.review.InclusionProof;
import io.tallystick.eventlog.review.LogReview;
import io.tallystick.eventlog.review.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The commands that need an event log's files and a public key only. They are the program {@code
 * tallystick-audit.jar}, and {@code audit …} in the service's own jar.
 *
 * <p>Exit status: 0 if what is checked holds, 1 if it does not, 2 if that cannot be told.
 */
@Command(
    name = "audit",
    description = "Checks, proves and searches an event log.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    subcommands = {SearchCommand.class, FollowCommand.class})
public final class AuditCommand {

  /** Exit status: what was checked holds, or something was found. */
  public static final int HOLDS = 0;

  /** Exit status: what was checked does not hold, or nothing was found. */
  public static final int BROKEN = 1;

  /** Exit status: the check could not be made. */
  public static final int CANNOT_TELL = 2;

  private static final String KEY_HELP =
      "The public key, as in key.pub: a copy that was handed out before, not the one beside the log.";
  private static final String EXIT_STATUS =
      "Exit status: 0 if so, 1 if not, 2 where that cannot be told.";

  /** What a subcommand does; its exceptions say why it cannot. */
  @FunctionalInterface
  private interface Check {
    Verdict run() throws IOException;
  }

  @Mixin private CommandOutput output = new CommandOutput();

  /** These commands as a command line of their own. */
  public static CommandLine commandLine() {
    return new CommandLine(new AuditCommand()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Command(
      name = "verify",
      description = {
        "Checks by its files and a public key alone that an event log is the one that was signed.",
        EXIT_STATUS
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(paramLabel = "DIRECTORY", description = "The event log, such as data/audit.")
          Path directory,
      @Option(names = "--key", required = true, paramLabel = "FILE", description = KEY_HELP)
          Path key,
      @Option(
              names = "--checkpoint",
              paramLabel = "FILE",
              description = "An older checkpoint, in place of the newest.")
          @Nullable Path checkpoint) {
    return check(
        "intact: ",
        () -> {
          try (TerminalProgress progress = new TerminalProgress("verify")) {
            return review(key).verify(directory, checkpoint, progress);
          }
        });
  }

  @Command(
      name = "prove",
      description = {
        "Makes the proof that a line stands in a signed log, for those who do not have the log.",
        "It holds the line; 'audit check' checks it."
      },
      mixinStandardHelpOptions = true)
  int prove(
      @Parameters(paramLabel = "SEQ", description = "The line's number.") long seq,
      @Parameters(paramLabel = "DIRECTORY", description = "The event log.") Path directory,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "Where it goes, such as line-7.tlog-proof; else to standard output.")
          @Nullable Path out) {
    return attempt(
        () -> {
          write(InclusionProof.of(directory, seq).toString(), out);
          return HOLDS;
        });
  }

  @Command(
      name = "consistency",
      aliases = "prove-extends",
      description = {
        "Checks that a log begins with the lines of an older checkpoint, and can leave the proof.",
        EXIT_STATUS
      },
      mixinStandardHelpOptions = true)
  int consistency(
      @Parameters(paramLabel = "OLD-CHECKPOINT", description = "A copy that was kept.") Path older,
      @Parameters(paramLabel = "DIRECTORY", description = "The event log.") Path directory,
      @Option(names = "--key", required = true, paramLabel = "FILE", description = KEY_HELP)
          Path key,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "Where the proof goes, for 'audit check'.")
          @Nullable Path out) {
    return check(
        "",
        () -> {
          if (out != null) {
            write(ConsistencyProof.of(directory, older).toString(), out);
          }
          return review(key).extendsCheckpoint(directory, older);
        });
  }

  @Command(
      name = "check",
      description = {"Checks a proof by a public key alone.", EXIT_STATUS},
      mixinStandardHelpOptions = true)
  public int check(
      @Parameters(paramLabel = "PROOF", description = "What 'prove' or 'consistency' has made.")
          Path proof,
      @Option(names = "--key", required = true, paramLabel = "FILE", description = KEY_HELP)
          Path key,
      @Option(
              names = "--old",
              paramLabel = "FILE",
              description = "The older checkpoint, for what 'consistency' has made.")
          @Nullable Path older) {
    return check(
        "",
        () ->
            review(key)
                .check(Files.readString(proof), older == null ? null : Files.readString(older)));
  }

  private static LogReview review(Path key) throws IOException {
    return new LogReview(Files.readString(key));
  }

  private void write(String text, @Nullable Path file) throws IOException {
    if (file == null) {
      output.out().print(text);
      output.out().flush();
    } else {
      Files.writeString(file, text);
    }
  }

  private int check(String praise, Check check) {
    return attempt(
        () -> {
          Verdict verdict = check.run();
          output.out().println((verdict.holds() ? praise : "BROKEN: ") + verdict.sentence());
          return verdict.holds() ? HOLDS : BROKEN;
        });
  }

  private int attempt(FallibleCommand attempt) {
    return FallibleCommand.run(output.err(), attempt);
  }
}
