package io.tallystick.auditor;

import io.tallystick.auditor.evidence.EvidenceCheck;
import io.tallystick.event.PrintableText;
import io.tallystick.eventlog.review.ConsistencyProof;
import io.tallystick.eventlog.review.InclusionProof;
import io.tallystick.eventlog.review.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/**
 * The commands that need only the files of an event log and a public key. They are the program
 * {@code tallystick-audit.jar}, and {@code audit …} in the jar of the service.
 *
 * <p>Exit status: 0 if the check succeeds, 1 if it fails, 2 if it cannot be made.
 */
@Command(
    name = "audit",
    description = "Checks, proves and searches an event log.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    // A fault of the program must not look like a verdict, in no subcommand.
    exitCodeOnExecutionException = AuditCommand.CANNOT_TELL,
    scope = ScopeType.INHERIT,
    subcommands = {
      SearchCommand.class,
      FollowCommand.class,
      TokensCommand.class,
      EvidenceCommand.class
    })
public final class AuditCommand {

  /** Exit status: the check succeeded, or something was found. */
  public static final int HOLDS = 0;

  /** Exit status: the check failed, or nothing was found. */
  public static final int BROKEN = 1;

  /** Exit status: the check could not be made. */
  public static final int CANNOT_TELL = 2;

  private static final String EXIT_STATUS =
      "Exit status: 0 if the check succeeds, 1 if it fails, 2 if it cannot be made.";

  /** A check that a subcommand makes. */
  @FunctionalInterface
  private interface Check {
    /**
     * Makes the check.
     *
     * @throws IOException if it cannot be made; the message says why
     */
    Verdict run() throws IOException;
  }

  @Mixin private CommandOutput output = new CommandOutput();

  /** A new command line of these commands. */
  public static CommandLine commandLine() {
    return EscapedErrors.of(
        new CommandLine(new AuditCommand()).setCaseInsensitiveEnumValuesAllowed(true));
  }

  @Command(
      name = "verify",
      description = {
        "Checks that the lines of an event log are those that were signed. Needs only the files and a public key.",
        EXIT_STATUS
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(paramLabel = "DIRECTORY", description = "The event log, such as data/audit.")
          Path directory,
      @Option(names = "--key", required = true, paramLabel = "FILE", description = KeyOptions.HELP)
          List<Path> keys,
      @Option(
              names = "--checkpoint",
              paramLabel = "FILE",
              description =
                  "Check too that the log begins with the lines of this older checkpoint.")
          @Nullable Path checkpoint) {
    return check(
        "intact: ",
        () -> {
          try (TerminalProgress progress = new TerminalProgress("verify")) {
            return KeyOptions.review(keys).verify(directory, checkpoint, progress);
          }
        });
  }

  @Command(
      name = "prove",
      description = {
        "Makes a proof that a signed log contains a line, for someone who does not have the log.",
        "The proof contains the line. 'check' checks it."
      },
      mixinStandardHelpOptions = true)
  int prove(
      @Parameters(paramLabel = "SEQ", description = "The number of the line.") long seq,
      @Parameters(paramLabel = "DIRECTORY", description = "The event log.") Path directory,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description =
                  "Write the proof to this file, such as line-7.tlog-proof, instead of to standard output.")
          @Nullable Path out) {
    return attempt(
        () -> {
          InclusionProof proof = InclusionProof.of(directory, seq);
          write(proof.toString(), out);
          output.remark("Of this proof, %s.".formatted(proof.checkpointInWords(directory)));
          return HOLDS;
        });
  }

  @Command(
      name = "consistency",
      aliases = "prove-extends",
      description = {
        "Checks that a log begins with the lines of an older checkpoint. Can also write the proof.",
        EXIT_STATUS
      },
      mixinStandardHelpOptions = true)
  int consistency(
      @Parameters(paramLabel = "OLD-CHECKPOINT", description = "A saved copy of it.") Path older,
      @Parameters(paramLabel = "DIRECTORY", description = "The event log.") Path directory,
      @Option(names = "--key", required = true, paramLabel = "FILE", description = KeyOptions.HELP)
          List<Path> keys,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "Write the proof to this file, for 'check'.")
          @Nullable Path out) {
    return check(
        "",
        () -> {
          if (out != null) {
            write(ConsistencyProof.of(directory, older).toString(), out);
          }
          return KeyOptions.review(keys).extendsCheckpoint(directory, older);
        });
  }

  @Command(
      name = "check",
      description = {
        "Checks a proof, or a folder that 'evidence' made. Needs only a public key.",
        EXIT_STATUS
      },
      mixinStandardHelpOptions = true)
  int check(
      @Parameters(
              paramLabel = "PROOF",
              description = "A proof that 'prove' or 'consistency' made, or a folder of evidence.")
          Path proof,
      @Option(names = "--key", required = true, paramLabel = "FILE", description = KeyOptions.HELP)
          List<Path> keys,
      @Option(
              names = "--old",
              paramLabel = "FILE",
              description = "The older checkpoint, for a proof that 'consistency' made.")
          @Nullable Path older) {
    return check(
        "",
        () -> {
          if (!Files.isDirectory(proof)) {
            return KeyOptions.review(keys)
                .check(Files.readString(proof), older == null ? null : Files.readString(older));
          }
          if (older != null) {
            throw new IllegalArgumentException(
                "--old goes with a proof that 'consistency' made, and %s is a folder"
                    .formatted(proof));
          }
          return EvidenceCheck.of(proof, List.copyOf(KeyOptions.texts(keys).values()));
        });
  }

  private void write(String text, @Nullable Path file) throws IOException {
    if (file == null) {
      if (!PrintableText.lines(text).equals(text)) {
        throw new IllegalArgumentException(
            "the checkpoint has characters that a terminal would not show; use --out FILE");
      }
      output.out().print(text);
      output.out().flush();
    } else {
      Files.writeString(file, text);
    }
  }

  private int check(String successPrefix, Check check) {
    return attempt(
        () -> {
          Verdict verdict = check.run();
          String line = verdict.line();
          output.say(
              (verdict.holds() ? successPrefix : "BROKEN: ")
                  + verdict.sentence()
                  + (line == null ? "" : ":"));
          if (line != null) {
            output.out().println(PrintableText.json(line));
          }
          return verdict.holds() ? HOLDS : BROKEN;
        });
  }

  private int attempt(FallibleCommand attempt) {
    return FallibleCommand.run(output.err(), attempt);
  }
}
