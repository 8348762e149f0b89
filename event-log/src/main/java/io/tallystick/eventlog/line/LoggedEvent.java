package io.tallystick.eventlog.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tallystick.event.Action;
import io.tallystick.event.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event that was read from a line of the log.
 *
 * @param seq its sequence number
 * @param at the database's time of the commit
 * @param action what the caller asked for
 * @param outcome how the request ended
 * @param reason why it was refused; null on success
 * @param defect what is wrong with a bad request; null if the reason says it, and in format 1
 * @param identity the identity that the token belongs to; null if the caller gave none
 * @param tokenId the public id of the token; null if the caller presented none
 * @param secretSha256 64 hexadecimal digits if a token was issued or imported; null otherwise
 * @param address the address of the caller, never that of a trusted proxy
 * @param actor the name that the caller has proved to have; null if it has proved none
 * @param requestId the service's id for the request; in format 1, the caller's if there was one
 * @param callerRequestId the caller's own id for the request; null if there was none
 * @param count how many refused attempts it represents; 1 unless it is a summary
 * @param expiresAt when the token that was issued or imported expires; null otherwise
 * @param relatedId of an issue, the id of the token that it replaces; of a revoke, that of the
 *     order that it follows; null if there is none
 * @param relatedExpiresAt when the replaced token expires from now on; null if there is none
 * @param issuedAt when the imported token was made; null if that is not known
 * @param refusedAt when the node refused the request; null on success
 * @param json the line itself
 */
public record LoggedEvent(
    long seq,
    Instant at,
    Action action,
    Outcome outcome,
    @Nullable String reason,
    @Nullable String defect,
    @Nullable String identity,
    @Nullable String tokenId,
    @Nullable String secretSha256,
    String address,
    @Nullable String actor,
    String requestId,
    @Nullable String callerRequestId,
    long count,
    @Nullable Instant expiresAt,
    @Nullable String relatedId,
    @Nullable Instant relatedExpiresAt,
    @Nullable Instant issuedAt,
    @Nullable Instant refusedAt,
    String json) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> NAMES =
      Set.of(
          "sequence",
          "time_dt",
          "activity_id",
          "status_id",
          "status_code",
          "status_detail",
          "name",
          "correlation_uid",
          "identity",
          "uid",
          "secret_sha256",
          "ip",
          "count",
          "expires_at",
          "replaces",
          "replaced_expires_at",
          "order",
          "issued_at",
          "original_time");

  /**
   * Parses a line.
   *
   * @param line without its line feed
   * @throws IllegalArgumentException if it is not an event
   */
  public static LoggedEvent parse(byte[] line) {
    Map<String, String> values = values(line);
    try {
      return new LoggedEvent(
          Long.parseLong(required(values, "metadata/sequence")),
          Instant.parse(required(values, "time_dt")),
          Action.ofCode(Integer.parseInt(required(values, "activity_id"))),
          Outcome.ofCode(Integer.parseInt(required(values, "status_id"))),
          values.get("status_code"),
          values.get("status_detail"),
          values.get("data/identity"),
          values.get("entity/uid"),
          values.get("data/secret_sha256"),
          required(values, "src_endpoint/ip"),
          values.get("user/name"),
          required(values, "http_request/uid"),
          values.get("metadata/correlation_uid"),
          count(values),
          time(values.get("data/expires_at")),
          values.getOrDefault("data/replaces", values.get("data/order")),
          time(values.get("data/replaced_expires_at")),
          time(values.get("data/issued_at")),
          time(values.get("metadata/original_time")),
          new String(line, StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("it is not an event: " + e.getMessage(), e);
    }
  }

  /**
   * Whether the event is about the token or the order with this id, or names it as the one that was
   * replaced or followed.
   */
  public boolean isAbout(String id) {
    return id.equals(tokenId) || id.equals(relatedId);
  }

  private static long count(Map<String, String> values) {
    long count = Long.parseLong(values.getOrDefault("count", "1"));
    if (count < 1) {
      throw new IllegalArgumentException("its count is " + count);
    }
    return count;
  }

  private static @Nullable Instant time(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }

  private static String required(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it lacks " + name);
    }
    return value;
  }

  /**
   * The texts and numbers of a line. A key is the name of the field after the name of the object
   * that contains it.
   */
  private static Map<String, String> values(byte[] line) {
    Map<String, String> values = new HashMap<>();
    try (JsonParser parser = JSON.createParser(line)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        String name = parser.currentName();
        if (name != null && token.isScalarValue() && NAMES.contains(name)) {
          String object = parser.getParsingContext().getParent().getCurrentName();
          values.put(object == null ? name : object + "/" + name, parser.getText());
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("it is not JSON", e);
    }
    return values;
  }
}
