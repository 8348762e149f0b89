package io.tallystick.launcher.imports;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.request.ImportRequest;
import io.tallystick.config.TokenSettings;
import io.tallystick.token.ImportedToken;
import io.tallystick.token.TokenFingerprint;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;

/** Makes requests of entries. A token in plain text is hashed here, and goes nowhere. */
final class EntryCheck {

  private final TokenSettings limits;
  private final InstantSource clock;

  EntryCheck(TokenSettings limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * The request for an entry.
   *
   * @throws RefusalException saying what would be right
   * @throws IllegalArgumentException the same
   */
  ImportRequest request(JsonObject fields) {
    return ImportRequest.parse(
        fields.containsKey("token") ? hashed(fields) : fields, limits, clock.instant());
  }

  private static JsonObject hashed(JsonObject fields) {
    if (fields.containsKey("sha256")) {
      throw new IllegalArgumentException("it has both sha256 and token, and it must have one");
    }
    if (!(fields.getValue("token") instanceof String token) || token.isEmpty()) {
      throw new IllegalArgumentException("token must be the text of the token");
    }
    if (!TokenFingerprint.of(token).map(TokenFingerprint::isImported).orElse(false)) {
      throw new IllegalArgumentException(
          "the token has the form of Tallystick's own, which are not imported");
    }
    JsonObject hashed = fields.copy().put("sha256", ImportedToken.hash(token).hex());
    hashed.remove("token");
    return hashed;
  }
}
