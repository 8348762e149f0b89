package io.tallystick.api.endpoint;

import io.tallystick.api.error.RefusalException;
import io.tallystick.config.TokenSettings;
import io.tallystick.event.Defect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to issue a token.
 *
 * @param identity the service or user that the token is for
 * @param expiresAt when the token expires, to the millisecond
 */
public record IssueRequest(String identity, Instant expiresAt) {

  private static final String EXAMPLE = "{\"identity\": \"billing\", \"expires_in\": 3600}";

  /**
   * Parses a body as JSON. Unknown fields are ignored, as by the service that this one replaces.
   *
   * @param body null if the request has none
   * @param settings the default and the longest lifetime
   * @param now the time from which lifetimes count
   * @throws RefusalException with a sentence that tells what would be right
   */
  public static IssueRequest parse(@Nullable Buffer body, TokenSettings settings, Instant now) {
    JsonObject json = object(body);
    String identity = identity(json.getValue("identity"));
    try {
      return new IssueRequest(identity, new Expiry(settings, now).of(json));
    } catch (RefusalException e) {
      throw e.withIdentity(identity);
    }
  }

  private static JsonObject object(@Nullable Buffer body) {
    if (body == null || body.length() == 0) {
      throw new RefusalException(
          Defect.BODY_EMPTY, "the body is empty; send JSON such as " + EXAMPLE);
    }
    Object value;
    try {
      value = Json.decodeValue(body);
    } catch (DecodeException e) {
      // The parser's message may quote the body, so it is not passed on.
      throw new RefusalException(
          Defect.BODY_NOT_JSON, "the body is not JSON; send such as " + EXAMPLE);
    }
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new RefusalException(
        Defect.BODY_NOT_OBJECT, "the body must be a JSON object such as " + EXAMPLE);
  }

  private static String identity(@Nullable Object value) {
    if (value == null) {
      throw new RefusalException(
          Defect.IDENTITY_MISSING, "identity is missing; send JSON such as " + EXAMPLE);
    }
    if (value instanceof String text) {
      return Identity.check(text);
    }
    throw new RefusalException(
        Defect.IDENTITY_NOT_STRING, "identity must be a string such as \"billing\"");
  }
}
