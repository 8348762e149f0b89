package io.tallystick.api.batch;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.tokens.StoredTokens;
import io.tallystick.event.Defect;
import io.tallystick.event.SecretHash;
import io.tallystick.token.TokenFingerprint;
import io.tallystick.token.TokenId;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which token an operation revokes.
 *
 * @param id its public id
 * @param token what the text of the token says; empty if only the id was sent
 */
public record RevokeFields(UUID id, Optional<TokenFingerprint> token) {

  private static final String NOTHING_TO_REVOKE = "No live token matches.";

  /**
   * Reads the fields of an operation.
   *
   * @throws RefusalException if they do not name one token by its id or its text, or if no token
   *     can have these
   */
  public static RevokeFields parse(JsonObject fields) {
    if (fields.size() == 1 && fields.getValue("id") instanceof String id) {
      return new RevokeFields(
          TokenId.parse(id).orElseThrow(() -> StoredTokens.unknown(null)), Optional.empty());
    }
    if (fields.size() == 1 && fields.getValue("token") instanceof String text) {
      Optional<TokenFingerprint> token = TokenFingerprint.of(text);
      return new RevokeFields(token.orElseThrow(() -> notLive(token)).id(), token);
    }
    throw new RefusalException(
        Defect.TOKEN_MISSING,
        "revoke must have one field, id or token, which is a string, such as {\"id\":"
            + " \"01890a5d-ac96-774b-bcce-b302099a8057\"}");
  }

  /** The hash of the secret that was sent; null if only the id was sent. */
  public @Nullable SecretHash secretHash() {
    return token.map(TokenFingerprint::secretHash).orElse(null);
  }

  /** The refusal of a token that was sent, whatever is the matter with it. */
  RefusalException notLive() {
    return notLive(token);
  }

  private static RefusalException notLive(Optional<TokenFingerprint> token) {
    return RefusalException.notLive(token, NOTHING_TO_REVOKE, null);
  }
}
