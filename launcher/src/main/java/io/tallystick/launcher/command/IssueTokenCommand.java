package io.tallystick.launcher.command;

import io.tallystick.api.endpoint.TokenMint;
import io.tallystick.api.error.RefusalException;
import io.tallystick.api.request.IssueRequest;
import io.tallystick.api.request.NewToken;
import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.auditor.FallibleCommand;
import io.tallystick.config.InvalidSettingsException;
import io.tallystick.config.Settings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.Durations;
import io.tallystick.event.Origin;
import io.tallystick.event.PrintableText;
import io.tallystick.store.DirectIssue;
import io.tallystick.store.database.UnusableDatabaseException;
import io.tallystick.token.Token;
import io.tallystick.token.TokenShape;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code tallystick token issue}: issues a token without HTTP, also for identities that are
 * reserved for operators. So it makes the first token of an operator.
 */
@Command(
    name = "issue",
    description = {
      "Issues a token, and prints it on standard output. It works with the database of a node with"
          + " these settings, which may run. The identity may be one of api.operators.",
      "Exit status: 0 if the token is issued, 1 if that is not known, 2 if it is not."
    },
    mixinStandardHelpOptions = true)
public final class IssueTokenCommand implements Callable<Integer> {

  private static final int NOT_KNOWN = 1;
  private static final int MAX_USER_NAME = 100;
  private static final long MILLIS = 10_000;

  @Mixin private CommandOutput output = new CommandOutput();

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Option(
      names = "--identity",
      required = true,
      paramLabel = "NAME",
      description = "The service or user that the token is for.")
  private String identity = "";

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

  @Override
  public Integer call() {
    Settings settings;
    try {
      settings = options.load();
    } catch (InvalidSettingsException e) {
      output.remarkLines(String.valueOf(e.getMessage()));
      return AuditCommand.CANNOT_TELL;
    }
    return FallibleCommand.run(output.err(), () -> issue(settings));
  }

  private int issue(Settings settings) throws IOException, InterruptedException {
    IssueRequest request = request(settings);
    DatabaseUrl database = SettingsDatabase.of(settings);
    Vertx vertx = Vertx.vertx();
    try {
      TokenMint mint =
          new TokenMint(
              settings.tokens().prefix(), VertxContextPRNG.current(vertx), InstantSource.system());
      Token token = mint.mint();
      DirectIssue.write(
              vertx,
              database,
              settings.store(),
              settings.nodeName(),
              new NewToken(request, token).message(origin(mint, settings), null, MILLIS))
          .toCompletionStage()
          .toCompletableFuture()
          .get();
      output.say(token.text());
      return AuditCommand.HOLDS;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof UnusableDatabaseException) {
        throw new IOException(cause.getMessage(), cause);
      }
      output.remark(
          "It is not known whether a token was issued, and nobody has it: "
              + (cause == null ? e : cause).getMessage());
      return NOT_KNOWN;
    } finally {
      vertx.close();
    }
  }

  /** Checks the options as those of a caller over HTTP are checked. */
  private IssueRequest request(Settings settings) throws IOException {
    JsonObject body = new JsonObject().put("identity", identity);
    if (lifetime != null) {
      body.put("expires_in", seconds(lifetime));
    }
    if (label != null) {
      body.put("label", label);
    }
    if (!metadata.isEmpty()) {
      body.put("metadata", metadata);
    }
    try {
      return IssueRequest.parse(body, settings.tokens(), true, InstantSource.system().instant());
    } catch (RefusalException e) {
      throw new IOException(String.valueOf(e.detail()), e);
    }
  }

  private static double seconds(String lifetime) throws IOException {
    try {
      return Durations.parse(lifetime).toMillis() / 1_000.0;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(
          "--expires-in is a lifetime such as 90m, 12h or 90d, not '%s'".formatted(lifetime), e);
    }
  }

  private static Origin origin(TokenMint mint, Settings settings) {
    String user = PrintableText.of(TokenShape.redact(System.getProperty("user.name", "?")));
    return new Origin(
        "127.0.0.1",
        null,
        user.substring(0, Math.min(MAX_USER_NAME, user.length())) + " (command line)",
        mint.newId().toString(),
        null,
        "tallystick token issue",
        settings.nodeName());
  }
}
