package io.tallystick.eventbus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.RevokeOutcome.NoLiveToken;
import io.tallystick.eventbus.RevokeOutcome.TokenRevoked;
import io.vertx.core.eventbus.EventBus;
import java.util.List;

/** Teaches an event bus all messages. */
public final class MessageCodecs {

  // Unknown fields are passed over, so that two releases can run side by side.
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addMixIn(SecretHash.class, SecretHashJson.class)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
          .build();

  /** A hash is a text of hexadecimal digits. The event model itself knows nothing of JSON. */
  private abstract static class SecretHashJson {
    @JsonCreator
    static SecretHash ofHex(String hex) {
      return SecretHash.ofHex(hex);
    }

    @JsonValue
    abstract String hex();
  }

  static final List<JsonMessageCodec<? extends Message>> ALL =
      List.of(
          codec(IssueToken.class),
          codec(TokenIssued.class),
          codec(RevokeToken.class),
          codec(TokenRevoked.class),
          codec(NoLiveToken.class),
          codec(RefusedAttempt.class),
          codec(AppendEvents.class),
          codec(EventsAppended.class),
          codec(ReadEvents.class),
          codec(EventsRead.class),
          codec(EventsCommitted.class),
          codec(RecordCheckpoint.class),
          codec(CheckpointRecorded.class),
          codec(AuditLag.class),
          codec(NodeHeartbeat.class),
          codec(RequestAbandoned.class),
          codec(CheckHealth.class),
          codec(Health.class));

  private MessageCodecs() {}

  /** Registers the codecs; to be called once for each Vert.x, before its verticles. */
  public static void register(EventBus eventBus) {
    ALL.forEach(codec -> codec.register(eventBus));
  }

  private static <M extends Message> JsonMessageCodec<M> codec(Class<M> type) {
    return new JsonMessageCodec<>(type, MAPPER);
  }
}
