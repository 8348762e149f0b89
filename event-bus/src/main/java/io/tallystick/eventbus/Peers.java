package io.tallystick.eventbus;

import io.tallystick.eventbus.message.NodeHeartbeat;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The other nodes of a cluster, and the addresses that each of them answers.
 *
 * <p>A node that sends no heartbeat for a while is considered dead. Requests that wait for its
 * reply then fail at once. Without this, the event bus would notice a dead node only at the send
 * timeout of each request.
 */
final class Peers {

  private static final long HEARTBEAT_MILLIS = 300;
  private static final long DEAD_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(1_200);

  private record Peer(List<String> addresses, long lastHeartbeatNanos) {}

  private final String node;
  private final List<String> localAddresses = new CopyOnWriteArrayList<>();
  private final Set<String> localTopics = ConcurrentHashMap.newKeySet();
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private final Map<String, Set<Promise<?>>> pendingByNode = new ConcurrentHashMap<>();
  private volatile boolean leaving;

  Peers(String node) {
    this.node = node;
  }

  /** Starts to send heartbeats, and to receive those of the other nodes. */
  void join(Vertx vertx, Bus bus) {
    bus.listen(Topic.NODE_HEARTBEAT, this::onHeartbeat);
    vertx.setPeriodic(0, HEARTBEAT_MILLIS, timer -> bus.publish(Topic.NODE_HEARTBEAT, heartbeat()));
    vertx.setPeriodic(HEARTBEAT_MILLIS, timer -> removeDeadNodes());
  }

  /** Asks the other nodes to send no more requests. Requests on their way are still answered. */
  void leave(Bus bus) {
    leaving = true;
    bus.publish(Topic.NODE_HEARTBEAT, heartbeat());
  }

  /**
   * Announces to the other nodes that this node answers an address.
   *
   * @return the event-bus address at which other nodes reach this node
   */
  String registerAddress(Address<?, ?> address) {
    localAddresses.add(address.name());
    return addressAt(address, node);
  }

  void registerTopic(String topic) {
    localTopics.add(topic);
  }

  boolean hasLocalListener(String topic) {
    return localTopics.contains(topic);
  }

  /** The event-bus address at which one node answers an address. */
  static String addressAt(Address<?, ?> address, String node) {
    return address.name() + "@" + node;
  }

  /** A random node that answers an address and is not excluded; empty if there is none. */
  Optional<String> findNode(Address<?, ?> address, Set<String> excluded) {
    List<String> candidates = new ArrayList<>();
    peers.forEach(
        (name, peer) -> {
          if (peer.addresses().contains(address.name()) && !excluded.contains(name)) {
            candidates.add(name);
          }
        });
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(candidates.get(ThreadLocalRandom.current().nextInt(candidates.size())));
  }

  /** Fails a promise with {@link NodeLostException} as soon as a node is considered dead. */
  void failWhenLost(String name, Promise<?> promise) {
    Set<Promise<?>> pending =
        pendingByNode.computeIfAbsent(name, n -> ConcurrentHashMap.newKeySet());
    pending.add(promise);
    promise.future().onComplete(done -> pending.remove(promise));
    if (!peers.containsKey(name)) {
      promise.tryFail(new NodeLostException());
    }
  }

  private NodeHeartbeat heartbeat() {
    return new NodeHeartbeat(node, leaving ? List.of() : localAddresses);
  }

  private void onHeartbeat(NodeHeartbeat heartbeat) {
    if (!heartbeat.node().equals(node)) {
      peers.put(heartbeat.node(), new Peer(heartbeat.answers(), System.nanoTime()));
    }
  }

  private void removeDeadNodes() {
    long now = System.nanoTime();
    peers.forEach(
        (name, peer) -> {
          if (now - peer.lastHeartbeatNanos() > DEAD_AFTER_NANOS && peers.remove(name, peer)) {
            Set<Promise<?>> pending = pendingByNode.remove(name);
            if (pending != null) {
              pending.forEach(promise -> promise.tryFail(new NodeLostException()));
            }
          }
        });
  }

  /** A node was considered dead while a request waited for its reply. */
  static final class NodeLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NodeLostException() {
      super("the node sends no heartbeats", null, false, false);
    }
  }
}
