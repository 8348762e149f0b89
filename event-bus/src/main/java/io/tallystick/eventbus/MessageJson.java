package io.tallystick.eventbus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft;
import io.tallystick.event.Origin;
import io.tallystick.event.Reason;
import io.tallystick.event.ReplacedToken;
import io.tallystick.event.SecretHash;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of messages between nodes. The event model does not depend on a JSON library, so
 * its mapping is here too.
 */
final class MessageJson {

  // Unknown fields are ignored, so that nodes of two releases can run at the same time.
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addMixIn(SecretHash.class, HashJson.class)
          .addMixIn(EventDraft.Issue.class, IssueJson.class)
          .addMixIn(EventDraft.Revoke.class, RevokeJson.class)
          .addMixIn(EventDraft.Import.class, ImportJson.class)
          .addMixIn(EventDraft.Refusal.class, RefusalJson.class)
          .addMixIn(Origin.class, OriginJson.class)
          .addMixIn(AuditEvent.class, AuditEventJson.class)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
          .build();

  private static final Set<Reason> NAMED =
      EnumSet.of(
          Reason.OUTSIDE_NETWORK,
          Reason.BAD_REQUEST,
          Reason.TOO_LARGE,
          Reason.MISSING_PARAMETER,
          Reason.NOT_A_TOKEN,
          Reason.NO_LIVE_TOKEN);

  private MessageJson() {}

  /** A hash is a string of hexadecimal digits. */
  abstract static class HashJson {
    @JsonCreator
    static SecretHash ofHex(String hex) {
      return SecretHash.ofHex(hex);
    }

    @JsonValue
    abstract String hex();
  }

  abstract static class IssueJson {
    @JsonProperty("id")
    abstract UUID tokenId();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    abstract @Nullable ReplacedToken replaced();
  }

  abstract static class RevokeJson {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    abstract @Nullable UUID order();
  }

  abstract static class ImportJson {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    abstract @Nullable Instant issuedAt();
  }

  abstract static class RefusalJson {
    @JsonSerialize(converter = ReasonToName.class)
    @JsonDeserialize(converter = NameToReason.class)
    abstract String reason();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    abstract @Nullable String defect();
  }

  abstract static class OriginJson {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    abstract @Nullable String actor();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    abstract @Nullable String callerRequestId();
  }

  abstract static class AuditEventJson {
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
      @JsonSubTypes.Type(value = EventDraft.Issue.class, name = "issue"),
      @JsonSubTypes.Type(value = EventDraft.Revoke.class, name = "revoke"),
      @JsonSubTypes.Type(value = EventDraft.Import.class, name = "import"),
      @JsonSubTypes.Type(value = EventDraft.RevokeAll.class, name = "revoke-all"),
      @JsonSubTypes.Type(value = EventDraft.Refusal.class, name = "refusal")
    })
    abstract EventDraft draft();
  }

  /**
   * The first reasons are sent as the names of their constants, as the first build does. Later ones
   * are sent as their texts, which that build takes as they are.
   */
  private static final class ReasonToName extends StdConverter<String, String> {
    @Override
    public String convert(String text) {
      return Reason.ofText(text).filter(NAMED::contains).map(Reason::name).orElse(text);
    }
  }

  private static final class NameToReason extends StdConverter<String, String> {
    @Override
    public String convert(String name) {
      for (Reason reason : Reason.values()) {
        if (reason.name().equals(name)) {
          return reason.text();
        }
      }
      return name;
    }
  }
}
