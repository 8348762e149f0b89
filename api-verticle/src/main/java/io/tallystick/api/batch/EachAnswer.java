package io.tallystick.api.batch;

import io.tallystick.api.error.ErrorAnswer;
import io.tallystick.api.error.RefusalException;
import io.tallystick.api.error.RefusedAttempts;
import io.tallystick.event.Action;
import io.tallystick.eventbus.FailureException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.function.Supplier;

/** Answers, and audits, each part of a request as a request for that part alone. */
final class EachAnswer {

  private final RefusedAttempts refusedAttempts;

  EachAnswer(RefusedAttempts refusedAttempts) {
    this.refusedAttempts = refusedAttempts;
  }

  /**
   * The answer to a part.
   *
   * @param action what was asked for
   * @param body the body of the answer; throws the failure that a request for this part alone would
   *     have had
   */
  JsonObject to(RoutingContext ctx, Action action, Supplier<JsonObject> body) {
    try {
      return new JsonObject().put("status", 200).put("body", body.get());
    } catch (RefusalException | FailureException | HttpException e) {
      if (e instanceof RefusalException refusal) {
        refusedAttempts.record(ctx, action, refusal);
      }
      ErrorAnswer error = ErrorAnswer.of(e);
      return new JsonObject().put("status", error.status()).put("body", error.body());
    }
  }

  /** Sends all answers. */
  static void send(RoutingContext ctx, JsonArray results) {
    ctx.response()
        .putHeader("Content-Type", "application/json")
        .end(new JsonObject().put("results", results).toBuffer());
  }
}
