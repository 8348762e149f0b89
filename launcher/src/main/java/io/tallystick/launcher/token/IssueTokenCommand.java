package io.tallystick.launcher.token;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.launcher.tokens.Answer;
import io.tallystick.launcher.tokens.ServiceOptions;
import io.tallystick.launcher.tokens.TokenService;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code tallystick token issue}. In the database of a node, it issues tokens also for identities
 * that are reserved for operators. So it makes the first token of an operator.
 */
@Command(
    name = "issue",
    description = {
      "Issues a token, and prints it on standard output. Without --url, the identity may be one of"
          + " api.operators.",
      "Exit status: 0 if the token is issued, 2 if it is not, or if that is not known."
    },
    mixinStandardHelpOptions = true)
final class IssueTokenCommand implements Callable<Integer> {

  @Mixin private CommandOutput output = new CommandOutput();

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Mixin private NewTokenOptions options = new NewTokenOptions();

  @Option(
      names = "--identity",
      required = true,
      paramLabel = "NAME",
      description = "The service or user that the token is for.")
  private String identity = "";

  @Override
  public Integer call() {
    return service.run(output, this::issue);
  }

  private int issue(TokenService tokens) throws IOException, InterruptedException {
    JsonObject request = options.addTo(new JsonObject().put("identity", identity));
    Answer answer = options.show(output, tokens.issue(request));
    if (!answer.isDone()) {
      throw new IOException(answer.detail());
    }
    return AuditCommand.HOLDS;
  }
}
