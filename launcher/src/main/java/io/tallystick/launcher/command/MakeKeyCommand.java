package io.tallystick.launcher.command;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.auditor.FallibleCommand;
import io.tallystick.eventlog.note.SignerKey;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tallystick audit make-key}: makes a key before the service that signs with it starts. */
@Command(
    name = "make-key",
    description = {
      "Makes a signing key in a new file that only its owner may read, and prints the public key.",
      "No file is overwritten."
    },
    mixinStandardHelpOptions = true)
public final class MakeKeyCommand implements Callable<Integer> {

  @Mixin private CommandOutput output = new CommandOutput();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The new file with the private key, for audit.key-file.")
  private Path file = Path.of("key.pem");

  @Option(
      names = "--origin",
      paramLabel = "NAME",
      description = "The name of the log, as in audit.origin (by default ${DEFAULT-VALUE}).")
  private String origin = "tallystick";

  @Override
  public Integer call() {
    return FallibleCommand.run(
        output.err(),
        () -> {
          SignerKey key = SignerKey.generate(origin);
          NewKeyFile.write(file, key::writeNew);
          output.say(key.verifier().toString());
          output.remark(
              "The private key is in %s: keep it secret, back it up, and name it in audit.key-file."
                  .formatted(file));
          output.remark(
              "The public key is the line on standard output: give it to reviewers, as their key.pub.");
          return AuditCommand.HOLDS;
        });
  }
}
