package io.tallystick.auth;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the service says of a valid token.
 *
 * @param id its public id
 * @param expiresAtMillis when it expires, in milliseconds since 1970
 */
record ValidToken(UUID id, long expiresAtMillis, Map<String, Object> principal) {

  /**
   * Reads an answer to an introspection (RFC 7662, section 2.2).
   *
   * @return null if the token is not active
   * @throws IllegalArgumentException if the answer is not what it should be
   */
  static @Nullable ValidToken of(JsonObject answer) {
    if (!(answer.getValue("active") instanceof Boolean active)) {
      throw new IllegalArgumentException("there is no boolean active");
    }
    if (!active) {
      return null;
    }
    if (answer.getValue("jti") instanceof String id
        && answer.getValue("exp") instanceof Number expiry
        && answer.getValue("sub") instanceof String) {
      Map<String, Object> principal = new LinkedHashMap<>(answer.getMap());
      principal.remove("active");
      return new ValidToken(UUID.fromString(id), expiry.longValue() * 1_000, principal);
    }
    throw new IllegalArgumentException("sub, jti or exp is missing");
  }

  /** A user of its own for each call, since a user can be changed. */
  User user() {
    return User.create(new JsonObject(new LinkedHashMap<>(principal)));
  }
}
