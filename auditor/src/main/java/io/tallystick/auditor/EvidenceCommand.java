package io.tallystick.auditor;

import io.tallystick.auditor.evidence.EvidenceFolder;
import io.tallystick.auditor.search.TokenIdConverter;
import io.tallystick.eventlog.note.KeyFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit evidence}. */
@Command(
    name = "evidence",
    description = {
      "Makes a folder with the lines about one token and their proofs, for a third party: a page to"
          + " read, and a script that checks it with openssl. 'check' checks it too.",
      "Exit status: 0 if the folder was made, 1 if no signed line is about the token, 2 if the folder"
          + " cannot be made."
    },
    mixinStandardHelpOptions = true)
final class EvidenceCommand implements Callable<Integer> {

  @Mixin private CommandOutput output = new CommandOutput();

  @Parameters(
      arity = "0..1",
      paramLabel = "DIRECTORY",
      description = "The event log; data/audit if it is left out.")
  private Path directory = Path.of("data", "audit");

  @Option(
      names = "--token-id",
      required = true,
      paramLabel = "ID",
      converter = TokenIdConverter.class,
      description =
          "The id of the token: a UUID, or the 22 characters after the prefix of a token.")
  private @Nullable UUID tokenId;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to make. It must be missing or empty.")
  private Path out = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = {KeyOptions.HELP, "Without it, the key in the log's directory is used."})
  private List<Path> keys = List.of();

  @Override
  public Integer call() {
    return FallibleCommand.run(output.err(), this::make);
  }

  private int make() throws IOException {
    List<Path> files = keys.isEmpty() ? List.of(KeyFiles.publicKey(directory)) : keys;
    String id = String.valueOf(tokenId).toLowerCase(Locale.ROOT);
    EvidenceFolder folder = new EvidenceFolder(directory, KeyOptions.texts(files), id);
    Optional<String> made;
    try (TerminalProgress progress = new TerminalProgress("evidence")) {
      made = folder.write(out, progress);
    }
    output.remark(
        made.map("Made "::concat).orElse("Nothing was found: no signed line is about this token."));
    return made.isPresent() ? AuditCommand.HOLDS : AuditCommand.BROKEN;
  }
}
