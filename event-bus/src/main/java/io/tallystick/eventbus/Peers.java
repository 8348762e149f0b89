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
 * The other nodes of a cluster, and which addresses they answer.
 *
 * <p>A node that sends no heartbeat for a while is taken for dead. Requests that wait for its
 * answer then fail at once. Without this, the event bus notices a dead node only when the send
 * timeout of a request is over.
 */
final class Peers {

  private static final long HEARTBEAT_MILLIS = 300;
  private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_200);

  private record Peer(List<String> answers, long heardNanos) {}

  private final String node;
  private final List<String> answered = new CopyOnWriteArrayList<>();
  private final Set<String> listened = ConcurrentHashMap.newKeySet();
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private final Map<String, Set<Promise<?>>> waiting = new ConcurrentHashMap<>();
  private volatile boolean leaving;

  Peers(String node) {
    this.node = node;
  }

  /** Begins to tell the other nodes that this one is there, and to hear of them. */
  void join(Vertx vertx, Bus bus) {
    bus.listen(Topic.NODE_HEARTBEAT, this::hear);
    vertx.setPeriodic(0, HEARTBEAT_MILLIS, timer -> bus.publish(Topic.NODE_HEARTBEAT, self()));
    vertx.setPeriodic(HEARTBEAT_MILLIS, timer -> removeSilent());
  }

  /** Tells the other nodes to send nothing more here. What is on its way is still answered. */
  void leave(Bus bus) {
    leaving = true;
    bus.publish(Topic.NODE_HEARTBEAT, self());
  }

  /** The event-bus address of what this node answers for others. */
  String own(Address<?, ?> address) {
    answered.add(address.name());
    return at(address, node);
  }

  /** This node listens to a topic. */
  void listening(String topic) {
    listened.add(topic);
  }

  boolean listensHere(String topic) {
    return listened.contains(topic);
  }

  static String at(Address<?, ?> address, String node) {
    return address.name() + "@" + node;
  }

  /** A node that answers an address, any of those not to be avoided; empty where there is none. */
  Optional<String> answering(Address<?, ?> address, Set<String> avoided) {
    List<String> candidates = new ArrayList<>();
    peers.forEach(
        (name, peer) -> {
          if (peer.answers().contains(address.name()) && !avoided.contains(name)) {
            candidates.add(name);
          }
        });
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(candidates.get(ThreadLocalRandom.current().nextInt(candidates.size())));
  }

  /** Fails a promise with LOST as soon as a node is taken for dead. */
  void failIfLost(String name, Promise<?> promise) {
    Set<Promise<?>> promises = waiting.computeIfAbsent(name, n -> ConcurrentHashMap.newKeySet());
    promises.add(promise);
    promise.future().onComplete(done -> promises.remove(promise));
    if (!peers.containsKey(name)) {
      promise.tryFail(new NodeLostException());
    }
  }

  private NodeHeartbeat self() {
    return new NodeHeartbeat(node, leaving ? List.of() : answered);
  }

  private void hear(NodeHeartbeat alive) {
    if (!alive.node().equals(node)) {
      peers.put(alive.node(), new Peer(alive.answers(), System.nanoTime()));
    }
  }

  private void removeSilent() {
    long now = System.nanoTime();
    peers.forEach(
        (name, peer) -> {
          if (now - peer.heardNanos() > SILENCE_NANOS && peers.remove(name, peer)) {
            Set<Promise<?>> promises = waiting.remove(name);
            if (promises != null) {
              promises.forEach(promise -> promise.tryFail(new NodeLostException()));
            }
          }
        });
  }

  /** A node was taken for dead while a request waited for its answer. */
  static final class NodeLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NodeLostException() {
      super("the node is silent", null, false, false);
    }
  }
}
