package io.tallystick.eventbus;

import io.tallystick.eventbus.message.AuditLag;
import io.tallystick.eventbus.message.EventsCommitted;
import io.tallystick.eventbus.message.Message;
import io.tallystick.eventbus.message.NodeHeartbeat;
import io.tallystick.eventbus.message.RefusedAttempt;
import io.tallystick.eventbus.message.RequestAbandoned;

/**
 * Where a message goes that nobody answers.
 *
 * @param name of the event-bus address
 * @param scope who is told
 * @param <M> the message sent there
 */
@SuppressWarnings("UnusedTypeParameter") // They bind senders and receivers at compile time.
public record Topic<M extends Message>(String name, Scope scope) {

  /** Who is told. */
  public enum Scope {
    /** All nodes. */
    EVERYWHERE,
    /** This node, if it listens; else all nodes. */
    NEAREST
  }

  /** The store has committed events; the audit verticle need not wait for its next poll. */
  public static final Topic<EventsCommitted> EVENTS_COMMITTED =
      new Topic<>("tallystick.recorded", Scope.EVERYWHERE);

  /** The API has refused an attempt; the audit verticle sees to its event. */
  public static final Topic<RefusedAttempt> REFUSED =
      new Topic<>("tallystick.refused", Scope.NEAREST);

  /** An audit verticle says how its event log keeps up; the API issues no tokens past a bound. */
  public static final Topic<AuditLag> AUDIT_LAG =
      new Topic<>("tallystick.audit.lag", Scope.EVERYWHERE);

  /** A caller has hung up; the store drops what it asked for, if that still waits. */
  public static final Topic<RequestAbandoned> REQUEST_ABANDONED =
      new Topic<>("tallystick.abandoned", Scope.NEAREST);

  /** A node is there. */
  public static final Topic<NodeHeartbeat> NODE_HEARTBEAT =
      new Topic<>("tallystick.nodes", Scope.EVERYWHERE);
}
