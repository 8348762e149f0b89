package io.tallystick.launcher;

import io.tallystick.audit.ExtensionProof;
import io.tallystick.audit.InclusionProof;
import io.tallystick.audit.KeyChange;
import io.tallystick.audit.LogReview;
import io.tallystick.audit.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code tallystick audit …}: what reviewers do with an event log. Checks exit with 0 where what
 * they check holds, 1 where it does not, 2 where that cannot be told.
 */
@Command(
    name = "audit",
    description = "Checks, proves and searches an event log.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {GrepCommand.class, FollowCommand.class, ReconcileCommand.class})
final class AuditCommand {

  static final int HOLDS = 0;
  static final int BROKEN = 1;
  static final int CANNOT_TELL = 2;

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
          try (WatchedRun progress = new WatchedRun("verify")) {
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
      name = "prove-extends",
      description = {
        "Checks that a log begins with the lines of an older checkpoint, and can leave the proof.",
        EXIT_STATUS
      },
      mixinStandardHelpOptions = true)
  int proveExtends(
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
            write(ExtensionProof.of(directory, older).toString(), out);
          }
          return review(key).extendsCheckpoint(directory, older);
        });
  }

  @Command(
      name = "check",
      description = {"Checks a proof by a public key alone.", EXIT_STATUS},
      mixinStandardHelpOptions = true)
  int check(
      @Parameters(paramLabel = "PROOF", description = "What 'prove' or 'prove-extends' has made.")
          Path proof,
      @Option(names = "--key", required = true, paramLabel = "FILE", description = KEY_HELP)
          Path key,
      @Option(
              names = "--old",
              paramLabel = "FILE",
              description = "The older checkpoint, for what 'prove-extends' has made.")
          @Nullable Path older) {
    return check(
        "",
        () ->
            review(key)
                .check(Files.readString(proof), older == null ? null : Files.readString(older)));
  }

  @Command(
      name = "rotate-key",
      description = {
        "Gives the log of a service that is stopped another key.",
        "The old key signs that it hands over, so whoever trusts it can follow, and is then gone."
      },
      mixinStandardHelpOptions = true)
  int rotateKey(
      @Parameters(paramLabel = "DIRECTORY", description = "The event log.") Path directory,
      @Option(
              names = "--key-file",
              paramLabel = "FILE",
              description = "The private key, where it is not key.pem in the directory.")
          @Nullable Path keyFile,
      @Option(
              names = "--new-key-file",
              paramLabel = "FILE",
              description = "The next private key; where none is named, one is made.")
          @Nullable Path newKeyFile) {
    return attempt(
        () -> {
          Path from = keyFile == null ? directory.resolve("key.pem") : keyFile;
          output.out().println(KeyChange.run(directory, from, newKeyFile));
          return HOLDS;
        });
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

  private int attempt(Attempt attempt) {
    return Attempt.run(output.err(), attempt);
  }
}
