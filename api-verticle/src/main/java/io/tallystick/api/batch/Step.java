package io.tallystick.api.batch;

import io.tallystick.api.request.NewToken;
import io.tallystick.api.tokens.StoredTokens;
import io.tallystick.api.tokens.TokenJson;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.RevokeById;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.eventbus.message.TokensWritten.Outcome;
import io.tallystick.eventbus.message.TokensWritten.Result;
import io.tallystick.eventbus.message.WriteTokens.Operation;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** An operation of a batch on its way: what the store gets, and what its result means. */
public sealed interface Step {

  /** What the store is to do; null if the operation has failed before. */
  @Nullable Operation operation();

  /**
   * What the caller gets for a result of the store.
   *
   * @throws RuntimeException the failure that a single request would have had
   */
  JsonObject answer(Result result);

  /** The failure of an operation that was not done. */
  private static RuntimeException failure(Outcome outcome) {
    return outcome == Outcome.REJECTED
        ? Failure.REJECTED.exception()
        : Failure.UNAVAILABLE.exception();
  }

  /** An issue. */
  record Issue(NewToken token, IssueToken operation) implements Step {

    @Override
    public JsonObject answer(Result result) {
      if (result.outcome() == Outcome.DONE) {
        return token.answer();
      }
      throw failure(result.outcome());
    }
  }

  /** A revoke. */
  record Revoke(RevokeFields fields, RevokeById operation) implements Step {

    @Override
    public JsonObject answer(Result result) {
      TokenDetails token = result.token();
      if (result.outcome() == Outcome.DONE && token != null) {
        return TokenJson.of(token);
      }
      if (result.outcome() == Outcome.UNKNOWN) {
        throw fields.token().isPresent() ? fields.notLive() : StoredTokens.unknown(fields.id());
      }
      if (result.outcome() == Outcome.NOT_LIVE && token != null) {
        throw fields.token().isPresent() ? fields.notLive() : StoredTokens.notLive(token);
      }
      throw failure(result.outcome());
    }
  }

  /** An operation that was not sent. */
  record Failed(RuntimeException cause) implements Step {

    @Override
    public @Nullable Operation operation() {
      return null;
    }

    @Override
    public JsonObject answer(Result result) {
      throw cause;
    }
  }
}
