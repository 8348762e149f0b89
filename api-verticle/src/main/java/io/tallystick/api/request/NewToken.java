package io.tallystick.api.request;

import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.Origin;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.token.Token;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token that is made, and issued as soon as the store has written it.
 *
 * @param request what was asked for
 * @param token the token, with its secret
 */
public record NewToken(IssueRequest request, Token token) {

  /**
   * What the store gets: all but the secret.
   *
   * @param origin who asks
   * @param claimedAt when the request came first if it may be sent again; null if it may not
   * @param millis how long the caller still waits
   */
  public IssueToken message(Origin origin, @Nullable Instant claimedAt, long millis) {
    return new IssueToken(
        new Issue(token.id(), token.secretHash(), request.identity(), request.expiresAt(), origin),
        request.notes().label(),
        request.notes().metadata(),
        claimedAt,
        millis);
  }

  /** What the caller gets when the token is committed. */
  public JsonObject answer() {
    JsonObject answer =
        new JsonObject()
            .put("token", token.text())
            .put("identity", request.identity())
            .put("id", token.id().toString())
            .put("expiration", request.expiresAt().toString());
    return request.warnings().isEmpty()
        ? answer
        : answer.put("warnings", new JsonArray(request.warnings()));
  }
}
