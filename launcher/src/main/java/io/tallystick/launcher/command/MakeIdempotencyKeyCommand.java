package io.tallystick.launcher.command;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.auditor.FallibleCommand;
import io.tallystick.launcher.node.IdempotencyKeyFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code tallystick token make-idempotency-key}: makes a server key, for all nodes of a cluster.
 */
@Command(
    name = "make-idempotency-key",
    description = {
      "Makes a server key for requests with an Idempotency-Key, in a new file that only its owner may"
          + " read. No file is overwritten."
    },
    mixinStandardHelpOptions = true)
public final class MakeIdempotencyKeyCommand implements Callable<Integer> {

  @Mixin private CommandOutput output = new CommandOutput();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The new file, for api.idempotency-key-file.")
  private Path file = Path.of("idempotency.key");

  @Override
  public Integer call() {
    return FallibleCommand.run(
        output.err(),
        () -> {
          NewKeyFile.write(file, IdempotencyKeyFile::make);
          output.remark(
              "The key is in %s: keep it secret, give it to all nodes of the cluster, and name it in api.idempotency-key-file."
                  .formatted(file));
          return AuditCommand.HOLDS;
        });
  }
}
