package io.tallystick.launcher.token;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.auditor.search.TokenIdConverter;
import io.tallystick.launcher.tokens.Answer;
import io.tallystick.launcher.tokens.ServiceOptions;
import io.tallystick.launcher.tokens.TokenService;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tallystick token revoke}. */
@Command(
    name = "revoke",
    description = {
      "Revokes tokens, by their public ids, or by the tokens themselves, which are lines of standard"
          + " input. The results are in the same order.",
      "Exit status: 0 if all are revoked, 1 if one was not live, 2 if it cannot be told."
    },
    mixinStandardHelpOptions = true)
final class RevokeCommand implements Callable<Integer> {

  private static final int AT_ONCE = 1_000;

  @Mixin private CommandOutput output = new CommandOutput();

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Mixin private OutputOptions format = new OutputOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      converter = TokenIdConverter.class,
      description = "The ids; if there are none, the tokens are on standard input.")
  private List<UUID> ids = new ArrayList<>();

  @Override
  public Integer call() {
    return service.run(output, this::revoke);
  }

  private int revoke(TokenService tokens) throws IOException, InterruptedException {
    List<JsonObject> targets =
        ids.isEmpty()
            ? InputTokens.read(service.input()).stream()
                .map(token -> new JsonObject().put("token", token))
                .toList()
            : ids.stream().map(id -> new JsonObject().put("id", id.toString())).toList();
    int status = AuditCommand.HOLDS;
    for (int from = 0; from < targets.size(); from += AT_ONCE) {
      List<JsonObject> some = targets.subList(from, Math.min(from + AT_ONCE, targets.size()));
      List<Answer> answers = TokenService.await(tokens.revoke(some));
      for (int i = 0; i < answers.size(); i++) {
        status = Math.max(status, show(name(from + i), answers.get(i)));
      }
    }
    return status;
  }

  private String name(int place) {
    return ids.isEmpty() ? "token " + (place + 1) : ids.get(place).toString();
  }

  private int show(String name, Answer answer) {
    if (answer.isDone()) {
      format.show(
          output,
          answer.body(),
          "revoked  %s  %s"
              .formatted(answer.body().getString("id"), answer.body().getString("identity")));
      return AuditCommand.HOLDS;
    }
    format.show(output, answer.body(), "not revoked  %s  %s".formatted(name, answer.detail()));
    return answer.status() == 404 ? AuditCommand.BROKEN : AuditCommand.CANNOT_TELL;
  }
}
