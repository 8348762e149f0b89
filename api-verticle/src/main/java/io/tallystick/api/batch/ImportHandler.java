package io.tallystick.api.batch;

import io.tallystick.api.endpoint.IssueRules;
import io.tallystick.api.error.RefusalException;
import io.tallystick.api.error.RefusedAttempts;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.request.ImportRequest;
import io.tallystick.api.tls.ClientName;
import io.tallystick.config.ApiSettings;
import io.tallystick.config.TokenSettings;
import io.tallystick.event.Action;
import io.tallystick.event.Defect;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.Origin;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.message.ImportTokens;
import io.tallystick.eventbus.message.TokensImported;
import io.tallystick.eventbus.message.TokensImported.Result;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/tokens/import}: takes over tokens that were made elsewhere, for operators. Each
 * is answered, and audited, for itself. All go to the store in one message.
 */
public final class ImportHandler implements Handler<RoutingContext> {

  private static final ListBody.Form FORM =
      new ListBody.Form(
          "tokens", Defect.TOKENS, "{\"tokens\": [%s]}".formatted(ImportRequest.EXAMPLE));

  private final Bus bus;
  private final IssueRules rules;
  private final Supplier<UUID> newId;
  private final TokenSettings settings;
  private final EachAnswer answers;
  private final InstantSource clock;
  private final long timeoutMillis;

  /** A token of the request: what goes to the store, or why nothing does. */
  private record Entry(@Nullable Import draft, @Nullable RefusalException refusal) {}

  /**
   * Creates a handler, behind one that lets only operators pass.
   *
   * @param rules who may issue tokens, and whether any are issued now
   * @param newId makes the ids of events
   * @param settings how long tokens may live
   * @param api the settings with the request timeout
   * @param refusedAttempts records tokens that are refused
   * @param clock the time by which tokens have expired
   */
  public ImportHandler(
      Bus bus,
      IssueRules rules,
      Supplier<UUID> newId,
      TokenSettings settings,
      ApiSettings api,
      RefusedAttempts refusedAttempts,
      InstantSource clock) {
    this.bus = bus;
    this.rules = rules;
    this.newId = newId;
    this.settings = settings;
    this.answers = new EachAnswer(refusedAttempts);
    this.clock = clock;
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  @Override
  public void handle(RoutingContext ctx) {
    rules.checkAuditLag();
    JsonArray elements = FORM.parse(ctx.body().buffer()).elements();
    Instant now = clock.instant();
    List<Entry> entries = new ArrayList<>(elements.size());
    List<Import> drafts = new ArrayList<>(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      if (!(elements.getValue(i) instanceof JsonObject fields)) {
        throw FORM.wrong("tokens[%d] must be an object".formatted(i));
      }
      Entry entry = entry(ctx, fields, i, now);
      entries.add(entry);
      if (entry.draft() != null) {
        drafts.add(entry.draft());
      }
    }
    Future<TokensImported> imported =
        drafts.isEmpty()
            ? Future.succeededFuture(new TokensImported(List.of()))
            : bus.request(Address.IMPORT, new ImportTokens(drafts, timeoutMillis), timeoutMillis);
    imported
        .onSuccess(done -> EachAnswer.send(ctx, results(ctx, entries, done.results().iterator())))
        .onFailure(ctx::fail);
  }

  private Entry entry(RoutingContext ctx, JsonObject fields, int index, Instant now) {
    try {
      ImportRequest request = ImportRequest.parse(fields, settings, now);
      rules.checkActor(ClientName.of(ctx.request().connection()), request.identity());
      Origin origin = InternalNetworkGate.originOf(ctx);
      return new Entry(request.draft(newId.get(), origin), null);
    } catch (RefusalException e) {
      return new Entry(null, e.in("tokens[%d]: ".formatted(index)));
    }
  }

  private JsonArray results(RoutingContext ctx, List<Entry> entries, Iterator<Result> written) {
    JsonArray results = new JsonArray();
    for (Entry entry : entries) {
      results.add(answers.to(ctx, Action.IMPORT, () -> answer(entry, written)));
    }
    return results;
  }

  private static JsonObject answer(Entry entry, Iterator<Result> written) {
    if (entry.refusal() != null) {
      throw entry.refusal();
    }
    Import draft = Objects.requireNonNull(entry.draft());
    return ImportAnswer.of(draft, written.next());
  }
}
