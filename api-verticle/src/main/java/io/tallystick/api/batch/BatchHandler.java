package io.tallystick.api.batch;

import io.tallystick.api.endpoint.IssueRules;
import io.tallystick.api.error.RefusalException;
import io.tallystick.api.error.RefusedAttempts;
import io.tallystick.api.gate.InternalNetworkGate;
import io.tallystick.api.idempotency.Idempotency;
import io.tallystick.api.idempotency.Mint;
import io.tallystick.api.idempotency.Occasion;
import io.tallystick.api.rate.RateLimits;
import io.tallystick.api.request.Deadline;
import io.tallystick.api.request.IssueRequest;
import io.tallystick.api.request.NewToken;
import io.tallystick.api.tls.ClientName;
import io.tallystick.config.ApiSettings;
import io.tallystick.event.Action;
import io.tallystick.event.Origin;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Bus;
import io.tallystick.eventbus.FailureException;
import io.tallystick.eventbus.message.RevokeById;
import io.tallystick.eventbus.message.TokensWritten;
import io.tallystick.eventbus.message.TokensWritten.Outcome;
import io.tallystick.eventbus.message.TokensWritten.Result;
import io.tallystick.eventbus.message.WriteTokens;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * {@code POST /v1/tokens/batch}: issues and revokes many tokens, for operators. Each operation is
 * answered, and audited, as a request for it alone would be. All go to the store in one message.
 */
public final class BatchHandler implements Handler<RoutingContext> {

  private static final String NAME = "batch";
  private static final Result NOT_SENT = new Result(Outcome.UNKNOWN);

  private final Bus bus;
  private final IssueRules rules;
  private final Mint mint;
  private final RateLimits limits;
  private final Idempotency idempotency;
  private final EachAnswer answers;
  private final long timeoutMillis;

  /**
   * Creates a handler, behind one that lets only operators pass.
   *
   * @param rules who may issue tokens now
   * @param mint makes the new tokens and the ids of revocations
   * @param api the settings with the request timeout
   * @param limits how many tokens an identity may have
   * @param idempotency answers requests that are sent again
   * @param refusedAttempts records operations that are refused
   */
  public BatchHandler(
      Bus bus,
      IssueRules rules,
      Mint mint,
      ApiSettings api,
      RateLimits limits,
      Idempotency idempotency,
      RefusedAttempts refusedAttempts) {
    this.bus = bus;
    this.rules = rules;
    this.mint = mint;
    this.limits = limits;
    this.idempotency = idempotency;
    this.answers = new EachAnswer(refusedAttempts);
    this.timeoutMillis = api.requestTimeout().toMillis();
  }

  @Override
  public void handle(RoutingContext ctx) {
    BatchRequest request = BatchRequest.parse(ctx.body().buffer());
    Deadline deadline = Deadline.in(timeoutMillis);
    idempotency
        .occasion(ctx, NAME, request.json(), mint, timeoutMillis)
        .compose(known -> run(ctx, request, known, deadline))
        .onSuccess(results -> EachAnswer.send(ctx, results))
        .onFailure(ctx::fail);
  }

  private Future<JsonArray> run(
      RoutingContext ctx, BatchRequest request, Occasion occasion, Deadline deadline) {
    List<Step> steps = new ArrayList<>(request.operations().size());
    for (BatchRequest.Part part : request.operations()) {
      steps.add(step(ctx, part, occasion, steps.size()));
    }
    long millis = deadline.millisLeft();
    WriteTokens message =
        new WriteTokens(
            steps.stream().map(Step::operation).filter(Objects::nonNull).toList(), millis);
    Future<TokensWritten> written =
        message.operations().isEmpty()
            ? Future.succeededFuture(new TokensWritten(List.of()))
            : bus.request(Address.WRITE_TOKENS, message, millis);
    return written.map(done -> results(ctx, request, steps, done));
  }

  private Step step(RoutingContext ctx, BatchRequest.Part part, Occasion occasion, int place) {
    try {
      return part.action() == Action.ISSUE
          ? issue(ctx, part.fields(), occasion, place)
          : revoke(ctx, part.fields(), occasion, place);
    } catch (RefusalException | FailureException | HttpException e) {
      return new Step.Failed(e);
    }
  }

  private Step issue(RoutingContext ctx, JsonObject fields, Occasion occasion, int place) {
    IssueRequest request = IssueRequest.parse(fields, occasion.terms(), occasion.at());
    rules.checkActor(ClientName.of(ctx.request().connection()), request.identity());
    if (!limits.admitsIdentity(request.identity())) {
      throw new HttpException(429);
    }
    rules.checkAuditLag();
    NewToken token = new NewToken(request, occasion.mint().token(place));
    Origin origin = InternalNetworkGate.originOf(ctx);
    return new Step.Issue(token, token.message(origin, occasion.claimedAt(), timeoutMillis));
  }

  private static Step revoke(RoutingContext ctx, JsonObject fields, Occasion occasion, int place) {
    RevokeFields target = RevokeFields.parse(fields);
    return new Step.Revoke(
        target,
        new RevokeById(
            occasion.mint().id(place),
            target.id(),
            target.secretHash(),
            InternalNetworkGate.originOf(ctx)));
  }

  private JsonArray results(
      RoutingContext ctx, BatchRequest request, List<Step> steps, TokensWritten written) {
    Iterator<Result> sent = written.results().iterator();
    JsonArray results = new JsonArray();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Action action = request.operations().get(i).action();
      Result result = step.operation() == null ? NOT_SENT : sent.next();
      results.add(answers.to(ctx, action, () -> step.answer(result)));
    }
    return results;
  }
}
