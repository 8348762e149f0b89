package io.tallystick.launcher.token;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.auditor.search.TokenIdConverter;
import io.tallystick.launcher.tokens.Answer;
import io.tallystick.launcher.tokens.ServiceOptions;
import io.tallystick.launcher.tokens.TokenService;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tallystick token rotate}. */
@Command(
    name = "rotate",
    description = {
      "Issues a token in place of a live one, for the same identity, and prints it on standard"
          + " output.",
      "Exit status: 0 if the old token is replaced, 1 if it is not live, 2 if it is not replaced for"
          + " another reason, or if that is not known."
    },
    mixinStandardHelpOptions = true)
final class RotateCommand implements Callable<Integer> {

  @Mixin private CommandOutput output = new CommandOutput();

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Mixin private NewTokenOptions options = new NewTokenOptions();

  @Parameters(
      paramLabel = "ID",
      converter = TokenIdConverter.class,
      description = "The public id of the old token.")
  private UUID id = new UUID(0, 0);

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      description =
          "For how long the old token stays valid, such as 1h; by default, it ends at once.")
  private @Nullable String grace;

  @Override
  public Integer call() {
    return service.run(output, this::rotate);
  }

  private int rotate(TokenService tokens) throws IOException, InterruptedException {
    JsonObject request = options.addTo(new JsonObject());
    if (grace != null) {
      request.put("grace", (long) NewTokenOptions.seconds("--grace", grace));
    }
    Answer answer = options.show(output, tokens.rotate(id, request));
    if (answer.status() == 404) {
      output.remark(answer.detail());
      return AuditCommand.BROKEN;
    }
    if (!answer.isDone()) {
      throw new IOException(answer.detail());
    }
    return AuditCommand.HOLDS;
  }
}
