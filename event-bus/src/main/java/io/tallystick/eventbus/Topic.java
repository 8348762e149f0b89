package io.tallystick.eventbus;

import io.tallystick.eventbus.message.AuditLag;
import io.tallystick.eventbus.message.EventsCommitted;
import io.tallystick.eventbus.message.Message;
import io.tallystick.eventbus.message.NodeHeartbeat;
import io.tallystick.eventbus.message.RefusedAttempt;
import io.tallystick.eventbus.message.RequestAbandoned;

/**
 * A destination of messages that have no reply.
 *
 * @param name the event-bus address
 * @param scope which nodes get the messages
 * @param <M> the type of the messages
 */
@SuppressWarnings("UnusedTypeParameter") // It binds senders and receivers at compile time.
public record Topic<M extends Message>(String name, Scope scope) {

  /** Which nodes get a message. */
  public enum Scope {
    /** All nodes. */
    EVERYWHERE,
    /** This node if it listens to the topic, otherwise all nodes. */
    NEAREST
  }

  /** The store has committed events. The audit verticle then reads them before its next poll. */
  public static final Topic<EventsCommitted> EVENTS_COMMITTED =
      new Topic<>("tallystick.recorded", Scope.EVERYWHERE);

  /**
   * The API has refused an attempt. Only nodes of an earlier release publish this; the others use
   * {@link Address#RECORD_REFUSALS}.
   */
  public static final Topic<RefusedAttempt> REFUSED =
      new Topic<>("tallystick.refused", Scope.NEAREST);

  /**
   * An audit verticle reports how far its event log lags behind the database. If the lag is too
   * large on all nodes, the API issues no tokens.
   */
  public static final Topic<AuditLag> AUDIT_LAG =
      new Topic<>("tallystick.audit.lag", Scope.EVERYWHERE);

  /** A caller has closed its connection. The store drops its request if that is still queued. */
  public static final Topic<RequestAbandoned> REQUEST_ABANDONED =
      new Topic<>("tallystick.abandoned", Scope.NEAREST);

  /** A node is alive. Only the event bus itself uses this topic. */
  static final Topic<NodeHeartbeat> NODE_HEARTBEAT =
      new Topic<>("tallystick.nodes", Scope.EVERYWHERE);
}
