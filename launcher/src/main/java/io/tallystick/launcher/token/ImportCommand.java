package io.tallystick.launcher.token;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.auditor.TerminalProgress;
import io.tallystick.launcher.imports.ImportReport;
import io.tallystick.launcher.imports.ImportRun;
import io.tallystick.launcher.tokens.ServiceOptions;
import io.tallystick.launcher.tokens.TokenService;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tallystick token import}: takes over the tokens of another service. */
@Command(
    name = "import",
    description = {
      "Imports tokens of another service from a file: CSV with a header line, or an object of JSON on"
          + " each line. Each entry has identity, expiration, and sha256 or token, and may have"
          + " issued_at. A token in plain text is hashed here, and goes nowhere.",
      "To run it again changes nothing: what is imported already is left as it is.",
      "Exit status: 0 if all tokens are imported, 1 if entries were refused, 2 if it was not"
          + " finished."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {

  @Mixin private CommandOutput output = new CommandOutput();

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Mixin private OutputOptions format = new OutputOptions();

  @Parameters(paramLabel = "FILE", description = "The file, in UTF-8; - for standard input.")
  private Path file = Path.of("-");

  @Option(
      names = "--dry-run",
      description =
          "Check each entry, and import nothing. With --url, the longest lifetime is not checked,"
              + " since only the service knows it.")
  private boolean dryRun;

  @Option(
      names = "--errors",
      paramLabel = "FILE",
      description = "Write what is wrong with refused entries to this file, a line for each.")
  private @Nullable Path errors;

  @Option(
      names = "--from-line",
      paramLabel = "N",
      description = "Leave out the entries before this line, which are done.")
  private long fromLine = 1;

  @Override
  public Integer call() {
    return service.run(output, this::run);
  }

  private int run(TokenService tokens) throws IOException, InterruptedException {
    if (errors == null) {
      return run(tokens, new ImportReport(output.err(), null));
    }
    try (PrintWriter writer =
        new PrintWriter(Files.newBufferedWriter(errors, StandardCharsets.UTF_8))) {
      return run(tokens, new ImportReport(output.err(), writer));
    }
  }

  private int run(TokenService tokens, ImportReport report)
      throws IOException, InterruptedException {
    try {
      if (file.toString().equals("-")) {
        read(tokens, report, service.input(), line -> {});
      } else {
        readFile(tokens, report);
      }
    } catch (IOException e) {
      summarize(report);
      throw new IOException(
          "%s. All up to line %d is done; run it again, also with --from-line %d"
              .formatted(e.getMessage(), report.lastLine(), report.lastLine() + 1),
          e);
    }
    summarize(report);
    return report.refusedEntries() == 0 ? AuditCommand.HOLDS : AuditCommand.BROKEN;
  }

  private void readFile(TokenService tokens, ImportReport report)
      throws IOException, InterruptedException {
    try (SeekableByteChannel bytes = Files.newByteChannel(file);
        BufferedReader reader =
            new BufferedReader(Channels.newReader(bytes, StandardCharsets.UTF_8));
        TerminalProgress progress = new TerminalProgress("import")) {
      long size = bytes.size();
      read(tokens, report, reader, line -> show(progress, bytes, size));
    }
  }

  private static void show(TerminalProgress progress, SeekableByteChannel bytes, long size) {
    try {
      progress.at(bytes.position(), size);
    } catch (IOException e) {
      // The next read will say it.
    }
  }

  private void read(
      TokenService tokens, ImportReport report, BufferedReader reader, LongConsumer progress)
      throws IOException, InterruptedException {
    new ImportRun(tokens, report, progress, dryRun).run(reader, fromLine);
  }

  private void summarize(ImportReport report) {
    format.show(
        output,
        new JsonObject()
            .put("dry_run", dryRun)
            .put("imported", report.importedTokens())
            .put("known", report.knownTokens())
            .put("refused", report.refusedEntries())
            .put("last_line", report.lastLine()),
        "%,d %s, %,d known before, %,d refused"
            .formatted(
                report.importedTokens(),
                dryRun ? "could be imported" : "imported",
                report.knownTokens(),
                report.refusedEntries()));
  }
}
