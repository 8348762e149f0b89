package io.tallystick.launcher.tokens;

import io.tallystick.api.batch.ImportAnswer;
import io.tallystick.api.batch.RevokeFields;
import io.tallystick.api.batch.Step;
import io.tallystick.api.endpoint.TokenMint;
import io.tallystick.api.error.ErrorAnswer;
import io.tallystick.api.error.RefusalException;
import io.tallystick.api.introspection.IntrospectHandler;
import io.tallystick.api.introspection.Introspection;
import io.tallystick.api.request.ImportRequest;
import io.tallystick.api.request.IssueRequest;
import io.tallystick.api.request.NewToken;
import io.tallystick.api.request.RotateRequest;
import io.tallystick.api.tokens.Rotation;
import io.tallystick.api.tokens.StoredTokens;
import io.tallystick.api.tokens.TokenJson;
import io.tallystick.config.Settings;
import io.tallystick.config.TokenSettings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.Origin;
import io.tallystick.event.PrintableText;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.FailureException;
import io.tallystick.eventbus.MessageCodecs;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.ImportTokens;
import io.tallystick.eventbus.message.IssueTerms;
import io.tallystick.eventbus.message.ListTokens;
import io.tallystick.eventbus.message.ListUnusedTokens;
import io.tallystick.eventbus.message.RevokeById;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.eventbus.message.TokensFound;
import io.tallystick.eventbus.message.TokensWritten;
import io.tallystick.eventbus.message.TokensWritten.Outcome;
import io.tallystick.eventbus.message.TokensWritten.Result;
import io.tallystick.eventbus.message.WriteTokens;
import io.tallystick.store.DirectStore;
import io.tallystick.token.Identity;
import io.tallystick.token.TokenId;
import io.tallystick.token.TokenShape;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import java.io.IOException;
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
 * The tokens in the database of a node. Its store answers the messages that the API of a node would
 * send, so what is checked and written is the same.
 */
final class DatabaseTokenService implements TokenService {

  private static final int MAX_USER_NAME = 100;
  private static final long MILLIS = 60_000;

  private final Vertx vertx;
  private final Bus bus;
  private final Settings settings;
  private final TokenMint mint;
  private final Origin origin;

  private DatabaseTokenService(Vertx vertx, Bus bus, Settings settings) {
    this.vertx = vertx;
    this.bus = bus;
    this.settings = settings;
    this.mint =
        new TokenMint(
            settings.tokens().prefix(), VertxContextPRNG.current(vertx), InstantSource.system());
    this.origin = origin(mint.newId(), settings.nodeName());
  }

  /**
   * Opens the database.
   *
   * @throws IOException if it cannot be used; the message is for the user
   */
  static TokenService open(DatabaseUrl url, Settings settings)
      throws IOException, InterruptedException {
    Vertx vertx = Vertx.vertx();
    MessageCodecs.register(vertx.eventBus());
    Bus bus = Bus.local(vertx);
    TokenService service = new DatabaseTokenService(vertx, bus, settings);
    try {
      TokenService.await(
          vertx
              .deployVerticle(
                  new DirectStore(
                      url, settings.store(), settings.tokens(), settings.nodeName(), bus))
              .recover(
                  cause ->
                      Future.failedFuture(
                          new IOException(String.valueOf(cause.getMessage()), cause))));
      return service;
    } catch (IOException e) {
      service.close();
      throw e;
    }
  }

  @Override
  public TokenSettings limits() {
    return settings.tokens();
  }

  private IssueTerms terms() {
    return IssueRequest.terms(settings.tokens(), true);
  }

  @Override
  public Future<Answer> issue(JsonObject request) {
    try {
      NewToken token =
          new NewToken(IssueRequest.parse(request, terms(), Instant.now()), mint.mint());
      return answer(
          bus.request(Address.ISSUE, token.message(origin, null, MILLIS), MILLIS)
              .map(issued -> token.answer()));
    } catch (RefusalException e) {
      return Future.succeededFuture(refused(e));
    }
  }

  @Override
  public Future<Answer> introspect(String token) {
    return answer(new Introspection(bus, settings.api()).of(token).map(IntrospectHandler::answer));
  }

  @Override
  public Future<List<Answer>> revoke(List<JsonObject> targets) {
    List<Step> steps = targets.stream().map(this::revoke).toList();
    WriteTokens message =
        new WriteTokens(
            steps.stream().map(Step::operation).filter(Objects::nonNull).toList(), MILLIS);
    Future<TokensWritten> written =
        message.operations().isEmpty()
            ? Future.succeededFuture(new TokensWritten(List.of()))
            : bus.request(Address.WRITE_TOKENS, message, MILLIS);
    return written
        .map(
            done -> {
              Iterator<Result> results = done.results().iterator();
              List<Answer> answers = new ArrayList<>(steps.size());
              for (Step step : steps) {
                Result result =
                    step.operation() == null ? new Result(Outcome.UNKNOWN) : results.next();
                answers.add(each(() -> step.answer(result)));
              }
              return answers;
            })
        .recover(DatabaseTokenService::unanswered);
  }

  private Step revoke(JsonObject target) {
    try {
      RevokeFields fields = RevokeFields.parse(target);
      return new Step.Revoke(
          fields, new RevokeById(mint.newId(), fields.id(), fields.secretHash(), origin));
    } catch (RefusalException e) {
      return new Step.Failed(e);
    }
  }

  @Override
  public Future<Answer> rotate(UUID id, JsonObject request) {
    return bus.request(Address.FIND_TOKEN, new FindToken(id, MILLIS), MILLIS)
        .compose(
            found -> {
              if (found.tokens().isEmpty()) {
                throw StoredTokens.unknown(id);
              }
              Rotation rotation = rotation(found.tokens().get(0), request);
              return bus.request(Address.ROTATE, rotation.message(origin, null, MILLIS), MILLIS)
                  .map(rotation::answer);
            })
        .map(json -> new Answer(200, json))
        .recover(
            cause ->
                cause instanceof RefusalException refusal
                    ? Future.succeededFuture(refused(refusal))
                    : unanswered(cause));
  }

  private Rotation rotation(TokenDetails old, JsonObject request) {
    Rotation.requireIssued(old.identity());
    return new Rotation(old, RotateRequest.parse(request, terms(), Instant.now()), mint.mint());
  }

  @Override
  public Future<Answer> list(ListQuery query, @Nullable String cursor) {
    UUID after = cursor == null ? null : TokenId.parse(cursor).orElseThrow();
    String identity = query.identity() == null ? null : Identity.nfc(query.identity());
    Future<TokensFound> found =
        query.unusedSince() == null
            ? bus.request(
                Address.LIST_TOKENS,
                new ListTokens(
                    Objects.requireNonNull(identity), query.state(), after, ListQuery.PAGE, MILLIS),
                MILLIS)
            : bus.request(
                Address.LIST_UNUSED_TOKENS,
                new ListUnusedTokens(identity, query.unusedSince(), after, ListQuery.PAGE, MILLIS),
                MILLIS);
    return answer(found.map(DatabaseTokenService::page));
  }

  private static JsonObject page(TokensFound found) {
    JsonArray tokens = new JsonArray();
    found.tokens().forEach(token -> tokens.add(TokenJson.of(token)));
    return new JsonObject()
        .put("tokens", tokens)
        .put("next", found.next() == null ? null : found.next().toString());
  }

  @Override
  public Future<List<Answer>> importTokens(List<ImportRequest> tokens) {
    List<Import> drafts = tokens.stream().map(token -> token.draft(mint.newId(), origin)).toList();
    return bus.request(Address.IMPORT, new ImportTokens(drafts, MILLIS), MILLIS)
        .map(
            done -> {
              List<Answer> answers = new ArrayList<>(drafts.size());
              for (int i = 0; i < drafts.size(); i++) {
                int place = i;
                answers.add(
                    each(() -> ImportAnswer.of(drafts.get(place), done.results().get(place))));
              }
              return answers;
            })
        .recover(DatabaseTokenService::unanswered);
  }

  private static Future<Answer> answer(Future<JsonObject> body) {
    return body.map(json -> new Answer(200, json)).recover(DatabaseTokenService::unanswered);
  }

  private static Answer each(Supplier<JsonObject> body) {
    try {
      return new Answer(200, body.get());
    } catch (RefusalException | FailureException e) {
      return refused(e);
    }
  }

  private static Answer refused(RuntimeException cause) {
    ErrorAnswer answer = ErrorAnswer.of(cause);
    return new Answer(answer.status(), answer.body());
  }

  private static <T> Future<T> unanswered(Throwable cause) {
    return Future.failedFuture(
        new UnansweredException(new Answer(503, ErrorAnswer.of(cause).body()).detail(), cause));
  }

  private static Origin origin(UUID request, String nodeName) {
    String user = PrintableText.of(TokenShape.redact(System.getProperty("user.name", "?")));
    return new Origin(
        "127.0.0.1",
        null,
        user.substring(0, Math.min(MAX_USER_NAME, user.length())) + " (command line)",
        request.toString(),
        null,
        "tallystick token",
        nodeName);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
