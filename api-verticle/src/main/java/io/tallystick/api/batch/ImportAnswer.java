package io.tallystick.api.batch;

import io.tallystick.api.error.RefusalException;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.Reason;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.TokensImported.Result;
import io.vertx.core.json.JsonObject;

/** What whoever imports a token is told of it. */
public final class ImportAnswer {

  private ImportAnswer() {}

  /**
   * The body of the answer.
   *
   * @param draft what went to the store
   * @param result what became of it
   * @throws RefusalException if the token is another identity's
   * @throws io.tallystick.eventbus.FailureException if the store could not import it
   */
  public static JsonObject of(Import draft, Result result) {
    return switch (result) {
      case WRITTEN -> body(draft, true);
      case STOOD -> body(draft, false);
      case TAKEN ->
          throw new RefusalException(
              Reason.OTHER_IDENTITY,
              "This token was imported before for another identity, which it keeps.",
              draft.identity(),
              draft.tokenId());
      case OVERLOADED -> throw Failure.OVERLOADED.exception();
      case UNAVAILABLE -> throw Failure.UNAVAILABLE.exception();
      case REJECTED -> throw Failure.REJECTED.exception();
    };
  }

  private static JsonObject body(Import draft, boolean now) {
    return new JsonObject()
        .put("id", draft.tokenId().toString())
        .put("identity", draft.identity())
        .put("imported", now);
  }
}
