package io.tallystick.api.tokens;

import io.tallystick.eventbus.message.TokenDetails;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** What operators see of a token. */
public final class TokenJson {

  private TokenJson() {}

  /** The token without its hash. Fields that have no value are left out. */
  public static JsonObject of(TokenDetails token) {
    JsonObject json =
        new JsonObject()
            .put("id", token.tokenId().toString())
            .put("identity", token.identity())
            .put("state", token.state().name().toLowerCase(Locale.ROOT))
            .put("issued_at", token.issuedAt().toString())
            .put("expiration", token.expiresAt().toString());
    if (token.revokedAt() != null) {
      json.put("revoked_at", token.revokedAt().toString());
    }
    if (token.lastUsedAt() != null) {
      json.put("last_used_at", token.lastUsedAt().toString());
    }
    if (token.label() != null) {
      json.put("label", token.label());
    }
    if (!token.metadata().isEmpty()) {
      json.put("metadata", token.metadata());
    }
    return json;
  }
}
