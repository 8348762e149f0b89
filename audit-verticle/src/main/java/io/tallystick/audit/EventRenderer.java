package io.tallystick.audit;

import static io.tallystick.audit.FieldName.ACTIVITY_ID;
import static io.tallystick.audit.FieldName.ACTIVITY_NAME;
import static io.tallystick.audit.FieldName.CATEGORY_UID;
import static io.tallystick.audit.FieldName.CLASS_NAME;
import static io.tallystick.audit.FieldName.CLASS_UID;
import static io.tallystick.audit.FieldName.DATA;
import static io.tallystick.audit.FieldName.ENTITY;
import static io.tallystick.audit.FieldName.EXPIRES_AT;
import static io.tallystick.audit.FieldName.HTTP_REQUEST;
import static io.tallystick.audit.FieldName.IDENTITY;
import static io.tallystick.audit.FieldName.INTERMEDIATE_IPS;
import static io.tallystick.audit.FieldName.IP;
import static io.tallystick.audit.FieldName.LOG_NAME;
import static io.tallystick.audit.FieldName.LOG_VERSION;
import static io.tallystick.audit.FieldName.METADATA;
import static io.tallystick.audit.FieldName.NAME;
import static io.tallystick.audit.FieldName.ORIGINAL_TIME;
import static io.tallystick.audit.FieldName.PRODUCT;
import static io.tallystick.audit.FieldName.PROFILES;
import static io.tallystick.audit.FieldName.REPORTER;
import static io.tallystick.audit.FieldName.SECRET_SHA256;
import static io.tallystick.audit.FieldName.SEQUENCE;
import static io.tallystick.audit.FieldName.SEVERITY_ID;
import static io.tallystick.audit.FieldName.SRC_ENDPOINT;
import static io.tallystick.audit.FieldName.STATUS;
import static io.tallystick.audit.FieldName.STATUS_CODE;
import static io.tallystick.audit.FieldName.STATUS_ID;
import static io.tallystick.audit.FieldName.TIME;
import static io.tallystick.audit.FieldName.TIME_DT;
import static io.tallystick.audit.FieldName.TYPE;
import static io.tallystick.audit.FieldName.TYPE_ID;
import static io.tallystick.audit.FieldName.TYPE_UID;
import static io.tallystick.audit.FieldName.UID;
import static io.tallystick.audit.FieldName.USER_AGENT;
import static io.tallystick.audit.FieldName.VENDOR_NAME;
import static io.tallystick.audit.FieldName.VERSION;

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
    number(json, TIME, event.at().toEpochMilli());
    text(json, TIME_DT, event.at().toString());
    number(json, CATEGORY_UID, CATEGORY_IAM);
    number(json, CLASS_UID, CLASS_ENTITY_MANAGEMENT);
    text(json, CLASS_NAME, "Entity Management");
    number(json, TYPE_UID, CLASS_ENTITY_MANAGEMENT * 100 + event.action().code());
    number(json, ACTIVITY_ID, event.action().code());
    text(json, ACTIVITY_NAME, event.action() == Action.ISSUE ? "Create" : "Delete");
    number(json, SEVERITY_ID, refused ? SEVERITY_LOW : SEVERITY_INFORMATIONAL);
    number(json, STATUS_ID, event.outcome().code());
    text(json, STATUS, refused ? "Failure" : "Success");
    textUnlessNull(json, STATUS_CODE, event.reason());
    writeEntity(json, event);
    writeSource(json, event);
    json.writeEndObject();
  }

  private static void writeMetadata(JsonGenerator json, AuditEvent event) throws IOException {
    startObject(json, METADATA);
    text(json, VERSION, "1.8.0");
    number(json, SEQUENCE, event.seq());
    text(json, UID, event.eventId().toString());
    startObject(json, PRODUCT);
    text(json, NAME, "Tallystick");
    text(json, VENDOR_NAME, "Tallystick");
    json.writeEndObject();
    text(json, LOG_NAME, "tallystick.audit");
    text(json, LOG_VERSION, Integer.toString(event.format()));
    startArray(json, PROFILES);
    json.writeString("datetime");
    json.writeEndArray();
    startObject(json, REPORTER);
    text(json, NAME, event.origin().node());
    json.writeEndObject();
    textUnlessNull(json, ORIGINAL_TIME, text(event.observedAt()));
    json.writeEndObject();
  }

  private static void writeEntity(JsonGenerator json, AuditEvent event) throws IOException {
    startObject(json, ENTITY);
    number(json, TYPE_ID, ENTITY_OTHER);
    text(json, TYPE, "API Access Token");
    if (event.tokenId() == null) {
      text(json, NAME, "unknown");
    } else {
      text(json, UID, event.tokenId().toString());
    }
    startObject(json, DATA);
    textUnlessNull(json, IDENTITY, event.identity());
    textUnlessNull(
        json, SECRET_SHA256, event.secretHash() == null ? null : event.secretHash().hex());
    textUnlessNull(json, EXPIRES_AT, text(event.expiresAt()));
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeSource(JsonGenerator json, AuditEvent event) throws IOException {
    String peer = event.origin().peer();
    String forwarded = event.origin().forwarded();
    startObject(json, SRC_ENDPOINT);
    text(json, IP, forwarded == null ? peer : forwarded);
    if (forwarded != null) {
      startArray(json, INTERMEDIATE_IPS);
      json.writeString(peer);
      json.writeEndArray();
    }
    json.writeEndObject();
    startObject(json, HTTP_REQUEST);
    text(json, UID, event.origin().requestId());
    textUnlessNull(json, USER_AGENT, event.origin().userAgent());
    json.writeEndObject();
  }

  private static void startObject(JsonGenerator json, FieldName name) throws IOException {
    json.writeFieldName(name.json());
    json.writeStartObject();
  }

  private static void startArray(JsonGenerator json, FieldName name) throws IOException {
    json.writeFieldName(name.json());
    json.writeStartArray();
  }

  private static void number(JsonGenerator json, FieldName name, long value) throws IOException {
    json.writeFieldName(name.json());
    json.writeNumber(value);
  }

  private static void text(JsonGenerator json, FieldName name, String value) throws IOException {
    json.writeFieldName(name.json());
    json.writeString(value);
  }

  private static void textUnlessNull(JsonGenerator json, FieldName name, @Nullable String value)
      throws IOException {
    if (value != null) {
      text(json, name, value);
    }
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
