package io.tallystick.launcher.token;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.launcher.tokens.Answer;
import io.tallystick.launcher.tokens.ServiceOptions;
import io.tallystick.launcher.tokens.TokenService;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tallystick token introspect}. */
@Command(
    name = "introspect",
    description = {
      "Tells whether tokens are valid now, and whose they are. The tokens are lines of standard"
          + " input, and the results are in the same order.",
      "Exit status: 0 if all are valid, 1 if one is not, 2 if it cannot be told."
    },
    mixinStandardHelpOptions = true)
final class IntrospectCommand implements Callable<Integer> {

  @Mixin private CommandOutput output = new CommandOutput();

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Mixin private OutputOptions format = new OutputOptions();

  @Override
  public Integer call() {
    return service.run(output, this::introspect);
  }

  private int introspect(TokenService tokens) throws IOException, InterruptedException {
    List<String> texts = InputTokens.read(service.input());
    boolean allActive = true;
    for (String text : texts) {
      Answer answer = TokenService.await(tokens.introspect(text));
      if (!answer.isDone()) {
        throw new IOException(answer.detail());
      }
      JsonObject state = answer.body();
      boolean active = state.getBoolean("active", false);
      format.show(output, state, active ? inWords(state) : "inactive");
      allActive &= active;
    }
    return allActive ? AuditCommand.HOLDS : AuditCommand.BROKEN;
  }

  private static String inWords(JsonObject state) {
    return "active  %s  until %s  %s"
        .formatted(
            state.getString("jti"),
            Instant.ofEpochSecond(state.getLong("exp")),
            state.getString("sub"));
  }
}
