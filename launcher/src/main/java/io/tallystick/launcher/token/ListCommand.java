package io.tallystick.launcher.token;

import io.tallystick.auditor.AuditCommand;
import io.tallystick.auditor.CommandOutput;
import io.tallystick.auditor.search.TimeSpan;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.launcher.tokens.Answer;
import io.tallystick.launcher.tokens.ListQuery;
import io.tallystick.launcher.tokens.ServiceOptions;
import io.tallystick.launcher.tokens.TokenService;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tallystick token list}. */
@Command(
    name = "list",
    description = {
      "Lists the tokens of an identity, or those that nobody uses. Their secrets are not known.",
      "Exit status: 0 if there is any, 1 if not, 2 if it cannot be told."
    },
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

  private static final String ROW = "%-36s  %-7s  %-20s  %-20s  %-20s  %s";

  /** The states of the wanted tokens. */
  enum State {
    LIVE,
    EXPIRED,
    REVOKED,
    ALL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Mixin private CommandOutput output = new CommandOutput();

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Mixin private OutputOptions format = new OutputOptions();

  @Option(names = "--identity", paramLabel = "NAME", description = "Whose tokens.")
  private @Nullable String identity;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "live, expired, revoked or all (by default ${DEFAULT-VALUE}).")
  private State state = State.ALL;

  @Option(
      names = "--unused-since",
      paramLabel = "TIME",
      description =
          "Only live tokens that were not used since this time: 2026-01-31T12:00:00Z; in the local"
              + " zone 2026-01-31T12:00, 2026-01-31 or today; 30m, 1h or 90d (ago). Without"
              + " --identity, those of all identities.")
  private @Nullable String unusedSince;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "The largest number of tokens; without it, all are listed.")
  private long limit = Long.MAX_VALUE;

  @Override
  public Integer call() {
    return service.run(output, this::list);
  }

  private int list(TokenService tokens) throws IOException, InterruptedException {
    ListQuery query = query();
    long listed = 0;
    String cursor = null;
    do {
      Answer page = TokenService.await(tokens.list(query, cursor));
      if (!page.isDone()) {
        throw new IOException(page.detail());
      }
      JsonArray found = page.body().getJsonArray("tokens");
      for (int i = 0; i < found.size() && listed < limit; i++) {
        if (listed++ == 0 && !format.isJson()) {
          output.say(
              ROW.formatted("id", "state", "issued", "expires", "last used", "identity, label"));
        }
        JsonObject token = found.getJsonObject(i);
        format.show(output, token, row(token));
      }
      cursor = page.body().getString("next");
    } while (cursor != null && listed < limit);
    return listed > 0 ? AuditCommand.HOLDS : AuditCommand.BROKEN;
  }

  private ListQuery query() {
    if (identity == null && unusedSince == null) {
      throw new IllegalArgumentException("--identity or --unused-since is missing");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("--limit is at least 1");
    }
    if (unusedSince != null && state != State.LIVE && state != State.ALL) {
      throw new IllegalArgumentException("--unused-since lists live tokens only");
    }
    return new ListQuery(
        identity,
        unusedSince != null || state == State.ALL ? null : TokenDetails.State.valueOf(state.name()),
        unusedSince == null
            ? null
            : TimeSpan.parse(unusedSince, Clock.system(ZoneId.systemDefault())).first());
  }

  private static String row(JsonObject token) {
    String label = token.getString("label");
    return ROW.formatted(
        token.getString("id"),
        token.getString("state"),
        second(token.getString("issued_at")),
        second(token.getString("expiration")),
        second(token.getString("last_used_at")),
        token.getString("identity") + (label == null ? "" : ", " + label));
  }

  private static String second(@Nullable String time) {
    return time == null ? "-" : Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
