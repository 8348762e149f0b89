package io.tallystick.launcher.command;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.auditor.FallibleCommand;
import io.tallystick.eventlog.note.KeyFiles;
import io.tallystick.eventlog.note.KeyRotation;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tallystick audit rotate-key}: for operators, who have the private key. */
@Command(
    name = "rotate-key",
    description = {
      "Replaces the signing key of the event log of a stopped service.",
      "The old key signs a note with the new key, so everyone who trusts the old key can trust the"
          + " new one. The old private key is then deleted."
    },
    mixinStandardHelpOptions = true)
public final class RotateKeyCommand implements Callable<Integer> {

  @Mixin private CommandOutput output = new CommandOutput();

  @Parameters(paramLabel = "DIRECTORY", description = "The event log, such as data/audit.")
  private Path directory = Path.of("data", "audit");

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "The private key, if it is not key.pem in the directory.")
  private @Nullable Path keyFile;

  @Option(
      names = "--new-key-file",
      paramLabel = "FILE",
      description = "The new private key. If this is not given, a key is generated.")
  private @Nullable Path newKeyFile;

  @Override
  public Integer call() {
    return FallibleCommand.run(
        output.err(),
        () -> {
          Path from = keyFile == null ? KeyFiles.privateKey(directory) : keyFile;
          output.say(KeyRotation.run(directory, from, newKeyFile));
          return AuditCommand.HOLDS;
        });
  }
}
