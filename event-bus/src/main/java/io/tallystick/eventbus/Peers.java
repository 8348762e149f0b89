package io.tallystick.eventbus;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The other nodes of a cluster, and what they answer. A node that is silent for a while is taken
 * for dead, and whoever waits for its answer is told: by itself, the event bus notices that only
 * when the answer's time is over.
 */
public final class Peers implements Shareable {

  private static final String MAP = "tallystick";
  private static final String KEY = "peers";
  private static final long SAY_MILLIS = 300;
  private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_200);

  private record Peer(List<String> answers, long heardNanos) {}

  private final Vertx vertx;
  private final String node;
  private final List<String> answered = new CopyOnWriteArrayList<>();
  private final Set<String> listened = ConcurrentHashMap.newKeySet();
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private final Map<String, Set<Promise<?>>> waiting = new ConcurrentHashMap<>();
  private volatile boolean leaving;

  private Peers(Vertx vertx, String node) {
    this.vertx = vertx;
    this.node = node;
  }

  /**
   * Joins the other nodes on an event bus that reaches them; to be called once, before the
   * verticles.
   *
   * @param node this node's name, which no other has
   */
  public static Peers join(Vertx vertx, String node) {
    Peers joined = new Peers(vertx, node);
    vertx.sharedData().<String, Peers>getLocalMap(MAP).put(KEY, joined);
    Bus bus = Bus.of(vertx);
    bus.listen(Topic.NODES, joined::hear);
    vertx.setPeriodic(0, SAY_MILLIS, said -> bus.publish(Topic.NODES, joined.self()));
    vertx.setPeriodic(SAY_MILLIS, check -> joined.forgetTheSilent());
    return joined;
  }

  /** Those that a Vert.x has joined; null where it has not. */
  static @Nullable Peers of(Vertx vertx) {
    return vertx.sharedData().<String, Peers>getLocalMap(MAP).get(KEY);
  }

  /** Tells the others to send nothing more here; what is on its way is still answered. */
  public void leave() {
    leaving = true;
    Bus.of(vertx).publish(Topic.NODES, self());
  }

  /** Names of the other nodes that are there. */
  public Set<String> names() {
    return Set.copyOf(peers.keySet());
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
      promise.tryFail(new Lost());
    }
  }

  private NodeAlive self() {
    return new NodeAlive(node, leaving ? List.of() : answered);
  }

  private void hear(NodeAlive alive) {
    if (!alive.node().equals(node)) {
      peers.put(alive.node(), new Peer(alive.answers(), System.nanoTime()));
    }
  }

  private void forgetTheSilent() {
    long now = System.nanoTime();
    peers.forEach(
        (name, peer) -> {
          if (now - peer.heardNanos() > SILENCE_NANOS && peers.remove(name, peer)) {
            Set<Promise<?>> promises = waiting.remove(name);
            if (promises != null) {
              promises.forEach(promise -> promise.tryFail(new Lost()));
            }
          }
        });
  }

  /** A node was taken for dead while it had a request. */
  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Lost() {
      super("the node is silent", null, false, false);
    }
  }
}
