package io.tallystick.eventbus;

import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.AuditLag;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.CheckpointRecorded;
import io.tallystick.eventbus.message.ClaimKey;
import io.tallystick.eventbus.message.EventsAppended;
import io.tallystick.eventbus.message.EventsCommitted;
import io.tallystick.eventbus.message.EventsRead;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.Health;
import io.tallystick.eventbus.message.ImportTokens;
import io.tallystick.eventbus.message.IntrospectToken;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.KeyClaimed;
import io.tallystick.eventbus.message.ListTokens;
import io.tallystick.eventbus.message.ListUnusedTokens;
import io.tallystick.eventbus.message.Message;
import io.tallystick.eventbus.message.NodeHeartbeat;
import io.tallystick.eventbus.message.OrderProgress;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.eventbus.message.ReadRevocations;
import io.tallystick.eventbus.message.RecordCheckpoint;
import io.tallystick.eventbus.message.RecordRefusals;
import io.tallystick.eventbus.message.RefusalsTaken;
import io.tallystick.eventbus.message.RefusedAttempt;
import io.tallystick.eventbus.message.RequestAbandoned;
import io.tallystick.eventbus.message.RevocationsRead;
import io.tallystick.eventbus.message.RevokeAllTokens;
import io.tallystick.eventbus.message.RevokeOutcome.NoLiveToken;
import io.tallystick.eventbus.message.RevokeOutcome.TokenRevoked;
import io.tallystick.eventbus.message.RevokeToken;
import io.tallystick.eventbus.message.RotateOutcome.TokenRotated;
import io.tallystick.eventbus.message.RotateToken;
import io.tallystick.eventbus.message.TokenIssued;
import io.tallystick.eventbus.message.TokenState.ActiveToken;
import io.tallystick.eventbus.message.TokenState.InactiveToken;
import io.tallystick.eventbus.message.TokensFound;
import io.tallystick.eventbus.message.TokensImported;
import io.tallystick.eventbus.message.TokensWritten;
import io.tallystick.eventbus.message.WriteTokens;
import io.vertx.core.eventbus.EventBus;
import java.util.List;

/**
 * The codecs of all messages. The name and the version of a codec are part of the wire form. They
 * stay the same if a class is renamed, because nodes of two releases talk to each other.
 */
public final class MessageCodecs {

  static final List<JsonMessageCodec<? extends Message>> ALL =
      List.of(
          codec(IssueToken.class),
          codec(TokenIssued.class),
          codec(ImportTokens.class),
          codec(TokensImported.class),
          codec(RevokeToken.class),
          codec(TokenRevoked.class),
          codec(NoLiveToken.class),
          codec(WriteTokens.class),
          codec(TokensWritten.class),
          codec(ClaimKey.class),
          codec(KeyClaimed.class),
          codec(RotateToken.class),
          codec(TokenRotated.class),
          codec(RevokeAllTokens.class),
          codec(OrderProgress.class),
          codec(IntrospectToken.class),
          codec(ActiveToken.class),
          codec(InactiveToken.class),
          codec(FindToken.class),
          codec(ListTokens.class),
          codec(ListUnusedTokens.class),
          codec(TokensFound.class),
          codec(RecordRefusals.class),
          codec(RefusalsTaken.class),
          codec(RefusedAttempt.class),
          codec(AppendEvents.class),
          codec(EventsAppended.class),
          codec(ReadEvents.class),
          new JsonMessageCodec<>(EventsRead.class, "EventsRead", 3),
          codec(ReadRevocations.class),
          codec(RevocationsRead.class),
          new JsonMessageCodec<>(EventsCommitted.class, "Recorded", 1),
          codec(RecordCheckpoint.class),
          codec(CheckpointRecorded.class),
          codec(AuditLag.class),
          new JsonMessageCodec<>(NodeHeartbeat.class, "NodeAlive", 1),
          new JsonMessageCodec<>(RequestAbandoned.class, "Abandoned", 1),
          codec(CheckHealth.class),
          codec(Health.class));

  private MessageCodecs() {}

  /** Registers all codecs. Call this once for each Vert.x, before its verticles are deployed. */
  public static void register(EventBus eventBus) {
    ALL.forEach(codec -> codec.register(eventBus));
  }

  private static <M extends Message> JsonMessageCodec<M> codec(Class<M> type) {
    return new JsonMessageCodec<>(type, type.getSimpleName(), 1);
  }
}
