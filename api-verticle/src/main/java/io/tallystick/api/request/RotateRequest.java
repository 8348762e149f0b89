package io.tallystick.api.request;

import io.tallystick.api.error.RefusalException;
import io.tallystick.event.Defect;
import io.tallystick.eventbus.message.IssueTerms;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to replace a token.
 *
 * @param grace for how long the replaced token stays valid
 * @param expiresAt when the new token expires, to the millisecond
 * @param label what the new token is for; null if that is the same as of the replaced one
 * @param metadata further notes on the new token; null if they are the same
 */
public record RotateRequest(
    Duration grace,
    Instant expiresAt,
    @Nullable String label,
    @Nullable Map<String, String> metadata) {

  private static final String EXAMPLE = "{\"grace\": 3600, \"expires_in\": 86400}";
  private static final Set<String> KNOWN =
      Set.of("grace", "expiration", "expires_in", "label", "metadata");

  /**
   * Reads a body as JSON.
   *
   * @param body null or empty if the request has none, which is as good as {@code {}}
   * @throws RefusalException with a sentence that tells what would be right
   */
  public static JsonObject json(@Nullable Buffer body) {
    if (body == null || body.length() == 0) {
      return new JsonObject();
    }
    if (StrictJson.parse(body, EXAMPLE) instanceof JsonObject object) {
      return object;
    }
    throw new RefusalException(
        Defect.BODY_NOT_OBJECT, "the body must be a JSON object such as " + EXAMPLE);
  }

  /**
   * Checks what was sent.
   *
   * @param json the body
   * @param terms the default and the longest lifetime
   * @param now the time from which lifetimes count
   * @throws RefusalException with a sentence that tells what would be right
   */
  public static RotateRequest parse(JsonObject json, IssueTerms terms, Instant now) {
    if (!KNOWN.containsAll(json.fieldNames())) {
      throw new RefusalException(
          Defect.FIELD_UNKNOWN, "the fields are grace, expiration, expires_in, label and metadata");
    }
    Duration grace = grace(json.getValue("grace"), terms.maxLifetime());
    Instant expiresAt = new Expiry(terms, now).of(json);
    Notes notes =
        Notes.of(
            json,
            wrong -> {
              throw wrong;
            });
    return new RotateRequest(
        grace,
        expiresAt,
        notes.label(),
        json.getValue("metadata") == null ? null : notes.metadata());
  }

  private static Duration grace(@Nullable Object value, Duration longest) {
    if (value == null) {
      return Duration.ZERO;
    }
    if ((value instanceof Integer || value instanceof Long)
        && ((Number) value).longValue() >= 0
        && ((Number) value).longValue() <= longest.toSeconds()) {
      return Duration.ofSeconds(((Number) value).longValue());
    }
    throw new RefusalException(
        Defect.GRACE,
        "grace must be a whole number of seconds from 0 to %d, for which the replaced token stays valid"
            .formatted(longest.toSeconds()));
  }
}
