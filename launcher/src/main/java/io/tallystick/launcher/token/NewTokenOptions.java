package io.tallystick.launcher.token;

import io.tallystick.auditor.CommandOutput;
import io.tallystick.config.value.Durations;
import io.tallystick.launcher.tokens.Answer;
import io.tallystick.launcher.tokens.TokenService;
import io.tallystick.launcher.tokens.UnansweredException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What may be said of a new token, and how it is shown. */
final class NewTokenOptions {

  @Mixin private OutputOptions format = new OutputOptions();

  @Option(
      names = "--expires-in",
      paramLabel = "TIME",
      description =
          "The lifetime of the token, such as 12h or 90d; by default tokens.default-lifetime.")
  private @Nullable String lifetime;

  @Option(names = "--label", paramLabel = "TEXT", description = "What the token is for.")
  private @Nullable String label;

  @Option(
      names = "--metadata",
      paramLabel = "NAME=VALUE",
      description = "A further note on the token; may be given several times.")
  private Map<String, String> metadata = new HashMap<>();

  /** Adds the fields of a request. */
  JsonObject addTo(JsonObject request) {
    if (lifetime != null) {
      request.put("expires_in", seconds("--expires-in", lifetime));
    }
    if (label != null) {
      request.put("label", label);
    }
    if (!metadata.isEmpty()) {
      request.put("metadata", new JsonObject(new HashMap<>(metadata)));
    }
    return request;
  }

  /**
   * Waits for a new token, and shows it.
   *
   * @return the answer that it is in
   * @throws IOException if there is none; the message says if that is not known
   */
  Answer show(CommandOutput output, Future<Answer> asked) throws IOException, InterruptedException {
    Answer answer;
    try {
      answer = TokenService.await(asked);
    } catch (UnansweredException e) {
      throw new IOException(unknown(e.getMessage()), e);
    }
    if (answer.isPassing()) {
      throw new IOException(unknown(answer.detail()));
    }
    if (answer.isDone()) {
      if (answer.body().getValue("warnings") instanceof JsonArray warnings) {
        warnings.forEach(warning -> output.remark(String.valueOf(warning)));
      }
      format.show(output, answer.body(), answer.body().getString("token"));
    }
    return answer;
  }

  private static String unknown(@Nullable String reason) {
    return "it is not known whether a token was issued, and nobody has it: " + reason;
  }

  /** Seconds, of a text such as 12h. */
  static double seconds(String option, String lifetime) {
    try {
      return Durations.parse(lifetime).toMillis() / 1_000.0;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "%s is a time such as 90m, 12h or 90d, not '%s'".formatted(option, lifetime), e);
    }
  }
}
