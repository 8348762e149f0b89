package io.tallystick.api.tokens;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.request.RotateRequest;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.Origin;
import io.tallystick.eventbus.message.RotateOutcome;
import io.tallystick.eventbus.message.RotateOutcome.TokenRotated;
import io.tallystick.eventbus.message.RotateToken;
import io.tallystick.eventbus.message.TokenDetails;
import io.tallystick.token.Identity;
import io.tallystick.token.InvalidIdentityException;
import io.tallystick.token.Token;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token that replaces another one as soon as the store has written it.
 *
 * @param old the token that is replaced
 * @param request what was asked for
 * @param token the new token, with its secret
 */
public record Rotation(TokenDetails old, RotateRequest request, Token token) {

  /**
   * Checks that new tokens are issued for the identity of an old one.
   *
   * @throws RefusalException if only an earlier build issued tokens for it
   */
  public static void requireIssued(String identity) {
    try {
      Identity.ofNewToken(identity);
    } catch (InvalidIdentityException e) {
      throw new RefusalException(
          e.defect(),
          "no more tokens are issued for the identity of this token: " + e.getMessage());
    }
  }

  /**
   * What the store gets: all but the secret.
   *
   * @param origin who asks
   * @param claimedAt when the request came first if it may be sent again; null if it may not
   * @param millis how long the caller still waits
   */
  public RotateToken message(Origin origin, @Nullable Instant claimedAt, long millis) {
    return new RotateToken(
        new Issue(
            token.id(),
            token.secretHash(),
            Identity.nfc(old.identity()),
            request.expiresAt(),
            origin),
        request.label() == null ? old.label() : request.label(),
        request.metadata() == null ? old.metadata() : request.metadata(),
        old.tokenId(),
        request.grace().toMillis(),
        claimedAt,
        millis);
  }

  /**
   * What the caller gets.
   *
   * @throws RefusalException if the old token is not live
   */
  public JsonObject answer(RotateOutcome outcome) {
    if (!(outcome instanceof TokenRotated rotated)) {
      throw StoredTokens.notLive(old);
    }
    return new JsonObject()
        .put("token", token.text())
        .put("identity", Identity.nfc(old.identity()))
        .put("id", token.id().toString())
        .put("expiration", request.expiresAt().toString())
        .put("replaces", old.tokenId().toString())
        .put("replaced_expiration", rotated.replacedExpiresAt().toString());
  }
}
