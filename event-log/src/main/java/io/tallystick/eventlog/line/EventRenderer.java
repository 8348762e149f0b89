package io.tallystick.eventlog.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.EventDraft.RevokeAll;
import io.tallystick.event.Origin;
import io.tallystick.event.Outcome;
import io.tallystick.event.ReplacedToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Renders events as lines of the log. Nothing else does, so a line has the same bytes on every
 * node.
 *
 * <p>A line is an event of OCSF 1.8, class Entity Management. It does not depend on the node that
 * renders it. Each stored format keeps its renderer here forever, because proofs are about the
 * bytes of lines.
 */
final class EventRenderer implements AutoCloseable {

  private static final int SEVERITY_INFORMATIONAL = 1;
  private static final int SEVERITY_LOW = 2;

  // Text that is the same in many lines. Most of a line is copied from it.
  private static final SerializableString LOG_1 = log(1);
  private static final SerializableString LOG_2 = log(2);
  private static final SerializableString LOG_3 = log(3);
  private static final SerializableString TOKEN_TYPE =
      raw("\"type_id\":99,\"type\":\"API Access Token\",");
  private static final Map<Action, SerializableString> DONE = classifications(Outcome.SUCCESS);
  private static final Map<Action, SerializableString> REFUSED = classifications(Outcome.REFUSED);

  // The generator must not separate lines: the caller writes the line feeds.
  private static final JsonFactory JSON =
      new JsonFactoryBuilder().rootValueSeparator((String) null).build();

  private final JsonGenerator json;
  private final TimeText at = new TimeText();
  private final TimeText expiresAt = new TimeText();

  /**
   * Creates a renderer.
   *
   * @param out takes the lines; it is not closed with the renderer
   */
  EventRenderer(ByteArrayOutputStream out) {
    try {
      json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the line of an event in UTF-8, without a line feed. The line itself contains no line
   * feed.
   *
   * @throws IllegalArgumentException if this release does not know the event's format
   */
  void render(AuditEvent event) {
    try {
      switch (event.format()) {
        case 1 -> write(event, LOG_1);
        case 2 -> write(event, LOG_2);
        case 3 -> write(event, LOG_3);
        default ->
            throw new IllegalArgumentException(
                "event %d has format %d, which this release cannot render"
                    .formatted(event.seq(), event.format()));
      }
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      json.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes an event. Those of a format have no value for the fields that later ones add. */
  private void write(AuditEvent event, SerializableString log) throws IOException {
    EventDraft draft = event.draft();
    @Nullable Refusal refusal = draft instanceof Refusal refused ? refused : null;
    json.writeStartObject();
    writeMetadata(event, log, refusal);
    number(FieldName.TIME, event.at().toEpochMilli());
    text(FieldName.TIME_DT, at.of(event.at()));
    json.writeRaw(classification(draft));
    if (refusal != null) {
      text(FieldName.STATUS_CODE, refusal.reason());
      textUnlessNull(FieldName.STATUS_DETAIL, refusal.defect());
      if (refusal.count() > 1) {
        number(FieldName.COUNT, refusal.count());
      }
    }
    writeEntity(draft);
    writeActor(draft.origin().actor());
    writeSource(draft.origin());
    json.writeEndObject();
  }

  private void writeMetadata(AuditEvent event, SerializableString log, @Nullable Refusal refusal)
      throws IOException {
    startObject(FieldName.METADATA);
    text(FieldName.VERSION, "1.8.0");
    number(FieldName.SEQUENCE, event.seq());
    text(FieldName.UID, event.draft().eventId().toString());
    textUnlessNull(FieldName.CORRELATION_UID, event.draft().origin().callerRequestId());
    json.writeRaw(log);
    startObject(FieldName.REPORTER);
    text(FieldName.NAME, event.draft().origin().node());
    json.writeEndObject();
    if (refusal != null) {
      text(FieldName.ORIGINAL_TIME, refusal.observedAt().toString());
    }
    json.writeEndObject();
  }

  private void writeEntity(EventDraft draft) throws IOException {
    UUID tokenId = draft.tokenId();
    startObject(FieldName.ENTITY);
    json.writeRaw(TOKEN_TYPE);
    if (tokenId == null) {
      text(FieldName.NAME, draft instanceof RevokeAll ? "all" : "unknown");
    } else {
      text(FieldName.UID, tokenId.toString());
    }
    startObject(FieldName.DATA);
    textUnlessNull(FieldName.IDENTITY, draft.identity());
    if (draft instanceof Issue issue) {
      writeIssue(issue);
    } else if (draft instanceof Import imported) {
      writeImport(imported);
    } else if (draft instanceof Revoke revoke && revoke.order() != null) {
      text(FieldName.ORDER, revoke.order().toString());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeIssue(Issue issue) throws IOException {
    text(FieldName.SECRET_SHA256, issue.secretHash().hex());
    text(FieldName.EXPIRES_AT, expiresAt.of(issue.expiresAt()));
    ReplacedToken replaced = issue.replaced();
    if (replaced != null) {
      text(FieldName.REPLACES, replaced.tokenId().toString());
      text(FieldName.REPLACED_EXPIRES_AT, replaced.expiresAt().toString());
    }
  }

  private void writeImport(Import imported) throws IOException {
    text(FieldName.SECRET_SHA256, imported.secretHash().hex());
    text(FieldName.EXPIRES_AT, expiresAt.of(imported.expiresAt()));
    if (imported.issuedAt() != null) {
      text(FieldName.ISSUED_AT, imported.issuedAt().toString());
    }
  }

  private void writeActor(@Nullable String actor) throws IOException {
    if (actor != null) {
      startObject(FieldName.ACTOR);
      startObject(FieldName.USER);
      text(FieldName.NAME, actor);
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private void writeSource(Origin origin) throws IOException {
    String peer = origin.peer();
    String forwarded = origin.forwarded();
    startObject(FieldName.SRC_ENDPOINT);
    text(FieldName.IP, forwarded == null ? peer : forwarded);
    if (forwarded != null) {
      startArray(FieldName.INTERMEDIATE_IPS);
      json.writeString(peer);
      json.writeEndArray();
    }
    json.writeEndObject();
    startObject(FieldName.HTTP_REQUEST);
    text(FieldName.UID, origin.requestId());
    textUnlessNull(FieldName.USER_AGENT, origin.userAgent());
    json.writeEndObject();
  }

  private static SerializableString classification(EventDraft draft) {
    return Objects.requireNonNull(
        (draft.outcome() == Outcome.REFUSED ? REFUSED : DONE).get(draft.action()));
  }

  private static Map<Action, SerializableString> classifications(Outcome outcome) {
    Map<Action, SerializableString> all = new EnumMap<>(Action.class);
    for (Action action : Action.values()) {
      all.put(action, classification(action, outcome));
    }
    return all;
  }

  private static SerializableString classification(Action action, Outcome outcome) {
    boolean refused = outcome == Outcome.REFUSED;
    return raw(
        """
        ,"category_uid":3,"class_uid":3004,"class_name":"Entity Management","type_uid":%d\
        ,"activity_id":%d,"activity_name":"%s","severity_id":%d,"status_id":%d,"status":"%s\""""
            .formatted(
                300_400 + action.code(),
                action.code(),
                activityName(action),
                refused ? SEVERITY_LOW : SEVERITY_INFORMATIONAL,
                outcome.code(),
                refused ? "Failure" : "Success"));
  }

  /** The name that OCSF has for the code; of 99, which is for others, our own. */
  private static String activityName(Action action) {
    return switch (action) {
      case ISSUE -> "Create";
      case REVOKE -> "Delete";
      case IMPORT -> "Enroll";
      case REVOKE_ALL -> "Revoke All";
    };
  }

  private static SerializableString log(int format) {
    return raw(
        """
        ,"product":{"name":"Tallystick","vendor_name":"Tallystick"}\
        ,"log_name":"tallystick.audit","log_version":"%d","profiles":["datetime"]"""
            .formatted(format));
  }

  private static SerializableString raw(String json) {
    return new SerializedString(json);
  }

  private void startObject(FieldName name) throws IOException {
    json.writeFieldName(name.json());
    json.writeStartObject();
  }

  private void startArray(FieldName name) throws IOException {
    json.writeFieldName(name.json());
    json.writeStartArray();
  }

  private void number(FieldName name, long value) throws IOException {
    json.writeFieldName(name.json());
    json.writeNumber(value);
  }

  private void text(FieldName name, String value) throws IOException {
    json.writeFieldName(name.json());
    json.writeString(value);
  }

  private void textUnlessNull(FieldName name, @Nullable String value) throws IOException {
    if (value != null) {
      text(name, value);
    }
  }

  /** The text of the last time. It is cached, because the events of a batch have the same time. */
  private static final class TimeText {
    private Instant time = Instant.EPOCH;
    private String text = time.toString();

    String of(Instant next) {
      if (!next.equals(time)) {
        time = next;
        text = next.toString();
      }
      return text;
    }
  }

  /** The OCSF field names of a line, encoded once. */
  private enum FieldName {
    ACTOR,
    CORRELATION_UID,
    COUNT,
    DATA,
    ENTITY,
    EXPIRES_AT,
    HTTP_REQUEST,
    IDENTITY,
    INTERMEDIATE_IPS,
    IP,
    ISSUED_AT,
    METADATA,
    NAME,
    ORDER,
    ORIGINAL_TIME,
    REPLACED_EXPIRES_AT,
    REPLACES,
    REPORTER,
    SECRET_SHA256,
    SEQUENCE,
    SRC_ENDPOINT,
    STATUS_CODE,
    STATUS_DETAIL,
    TIME,
    TIME_DT,
    UID,
    USER,
    USER_AGENT,
    VERSION;

    @SuppressWarnings("ImmutableEnumChecker") // Only its cached encodings change.
    private final SerializableString json = new SerializedString(name().toLowerCase(Locale.ROOT));

    /** The name as it is written in JSON. */
    SerializableString json() {
      return json;
    }
  }
}
