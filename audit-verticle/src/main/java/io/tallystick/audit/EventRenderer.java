package io.tallystick.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tallystick.eventbus.Action;
import io.tallystick.eventbus.AuditEvent;
import io.tallystick.eventbus.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The one place that renders an event: as a line of the log, the same bytes on every node.
 *
 * <p>A line is an event of OCSF 1.8, class Entity Management. Nothing in it depends on the node
 * that renders it. Each stored format has its renderer here for ever, since lines are proofs.
 */
final class EventRenderer {

  private static final int CATEGORY_IAM = 3;
  private static final int CLASS_ENTITY_MANAGEMENT = 3004;
  private static final int SEVERITY_INFORMATIONAL = 1;
  private static final int SEVERITY_LOW = 2;
  private static final int ENTITY_OTHER = 99;

  private static final JsonFactory JSON = new JsonFactory();

  private EventRenderer() {}

  /**
   * The line of an event in UTF-8, without its line feed, which stands nowhere in it.
   *
   * @throws IllegalArgumentException if the event's format is of a newer release
   */
  static byte[] line(AuditEvent event) {
    if (event.format() != 1) {
      throw new IllegalArgumentException(
          "event %d has format %d, which this release cannot render"
              .formatted(event.seq(), event.format()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      writeFormat1(json, event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void writeFormat1(JsonGenerator json, AuditEvent event) throws IOException {
    boolean refused = event.outcome() == Outcome.REFUSED;
    json.writeStartObject();
    writeMetadata(json, event);
    json.writeNumberField("time", event.at().toEpochMilli());
    json.writeStringField("time_dt", event.at().toString());
    json.writeNumberField("category_uid", CATEGORY_IAM);
    json.writeNumberField("class_uid", CLASS_ENTITY_MANAGEMENT);
    json.writeStringField("class_name", "Entity Management");
    json.writeNumberField("type_uid", CLASS_ENTITY_MANAGEMENT * 100 + event.action().code());
    json.writeNumberField("activity_id", event.action().code());
    json.writeStringField("activity_name", event.action() == Action.ISSUE ? "Create" : "Delete");
    json.writeNumberField("severity_id", refused ? SEVERITY_LOW : SEVERITY_INFORMATIONAL);
    json.writeNumberField("status_id", event.outcome().code());
    json.writeStringField("status", refused ? "Failure" : "Success");
    writeUnlessNull(json, "status_code", event.reason());
    writeEntity(json, event);
    writeSource(json, event);
    json.writeEndObject();
  }

  private static void writeMetadata(JsonGenerator json, AuditEvent event) throws IOException {
    json.writeObjectFieldStart("metadata");
    json.writeStringField("version", "1.8.0");
    json.writeNumberField("sequence", event.seq());
    json.writeStringField("uid", event.eventId().toString());
    json.writeObjectFieldStart("product");
    json.writeStringField("name", "Tallystick");
    json.writeStringField("vendor_name", "Tallystick");
    json.writeEndObject();
    json.writeStringField("log_name", "tallystick.audit");
    json.writeStringField("log_version", Integer.toString(event.format()));
    json.writeArrayFieldStart("profiles");
    json.writeString("datetime");
    json.writeEndArray();
    json.writeObjectFieldStart("reporter");
    json.writeStringField("name", event.origin().node());
    json.writeEndObject();
    writeUnlessNull(json, "original_time", text(event.observedAt()));
    json.writeEndObject();
  }

  private static void writeEntity(JsonGenerator json, AuditEvent event) throws IOException {
    json.writeObjectFieldStart("entity");
    json.writeNumberField("type_id", ENTITY_OTHER);
    json.writeStringField("type", "API Access Token");
    if (event.tokenId() == null) {
      json.writeStringField("name", "unknown");
    } else {
      json.writeStringField("uid", event.tokenId().toString());
    }
    json.writeObjectFieldStart("data");
    writeUnlessNull(json, "identity", event.identity());
    writeUnlessNull(
        json, "secret_sha256", event.secretHash() == null ? null : event.secretHash().hex());
    writeUnlessNull(json, "expires_at", text(event.expiresAt()));
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeSource(JsonGenerator json, AuditEvent event) throws IOException {
    String peer = event.origin().peer();
    String forwarded = event.origin().forwarded();
    json.writeObjectFieldStart("src_endpoint");
    json.writeStringField("ip", forwarded == null ? peer : forwarded);
    if (forwarded != null) {
      json.writeArrayFieldStart("intermediate_ips");
      json.writeString(peer);
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeObjectFieldStart("http_request");
    json.writeStringField("uid", event.origin().requestId());
    writeUnlessNull(json, "user_agent", event.origin().userAgent());
    json.writeEndObject();
  }

  private static void writeUnlessNull(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
