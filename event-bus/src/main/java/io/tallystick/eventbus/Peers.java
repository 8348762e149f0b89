package io.tallystick.eventbus;

import io.tallystick.eventbus.message.NodeHeartbeat;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other nodes of a cluster, and the addresses that each of them answers.
 *
 * <p>A node that sends no heartbeat for a while is considered dead. Requests that wait for its
 * reply then fail at once. Without this, the event bus would notice a dead node only at the send
 * timeout of each request.
 *
 * <p>A node that announces another database is a stranger: it gets no requests, and is not counted.
 */
final class Peers {

  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
  private static final long HEARTBEAT_MILLIS = 300;
  private static final long DEAD_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(1_200);
  private static final long DEAF_AFTER_NANOS = TimeUnit.SECONDS.toNanos(3);
  // Of two nodes that announce different databases, the later one has heard the other by then.
  private static final long ANNOUNCE_MILLIS = 3 * HEARTBEAT_MILLIS;

  private record Peer(List<String> addresses, @Nullable String database, long lastHeartbeatNanos) {}

  private final Vertx vertx;
  private final Bus bus;
  private final String node;
  private final SharedDatabase database = new SharedDatabase();
  private final List<String> localAddresses = new CopyOnWriteArrayList<>();
  private final Set<String> localTopics = ConcurrentHashMap.newKeySet();
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private final Map<String, Set<Promise<?>>> pendingByNode = new ConcurrentHashMap<>();
  private final List<Long> timers = new CopyOnWriteArrayList<>();
  private @Nullable Subscription<NodeHeartbeat> heartbeats;
  private volatile boolean leaving;

  // Guarded by this object, so that the log tells of changes in their order.
  private final Set<String> members = new TreeSet<>();
  private final Map<String, String> strangers = new TreeMap<>();
  private boolean announcing;
  private long allHeardNanos = System.nanoTime();

  Peers(Vertx vertx, Bus bus, String node) {
    this.vertx = vertx;
    this.bus = bus;
    this.node = node;
    members.add(node);
  }

  /** Starts to send heartbeats, and to receive those of the other nodes. */
  void join() {
    heartbeats = bus.subscribe(Topic.NODE_HEARTBEAT, this::onHeartbeat);
    timers.add(vertx.setPeriodic(0, HEARTBEAT_MILLIS, timer -> sendHeartbeat()));
    timers.add(vertx.setPeriodic(HEARTBEAT_MILLIS, timer -> removeDeadNodes()));
    timers.add(vertx.setPeriodic(HEARTBEAT_MILLIS, timer -> listenAgainIfDeaf()));
  }

  /** Asks the other nodes to send no more requests. Requests on their way are still answered. */
  void leave() {
    leaving = true;
    sendHeartbeat();
  }

  /** Neither sends heartbeats nor listens to those of others any more. Twice is as good as once. */
  void close() {
    timers.forEach(vertx::cancelTimer);
    timers.clear();
    if (heartbeats != null) {
      heartbeats.end();
      heartbeats = null;
    }
  }

  /** As {@link Bus#announceDatabase} promises. */
  Future<Void> announceDatabase(String identity) {
    synchronized (this) {
      announcing = true;
      database.announce(identity);
    }
    sendHeartbeat();
    return vertx
        .timer(ANNOUNCE_MILLIS, TimeUnit.MILLISECONDS)
        .compose(heard -> refuseToBeTheStranger(identity));
  }

  private synchronized Future<Void> refuseToBeTheStranger(String identity) {
    peers.forEach(this::judge);
    if (!strangers.isEmpty()) {
      // From here on, this node stops, and need not tell of each of the others.
      return Future.failedFuture(
          new IllegalStateException(
              ("this node has another database than the cluster: %s here, but %s; set store.url to"
                      + " the database of the cluster, or cluster.name to another name")
                  .formatted(identity, databasesOfStrangers())));
    }
    announcing = false;
    return Future.succeededFuture();
  }

  private String databasesOfStrangers() {
    Map<String, List<String>> nodesByDatabase = new TreeMap<>();
    strangers.forEach(
        (name, identity) ->
            nodesByDatabase.computeIfAbsent(identity, i -> new ArrayList<>()).add(name));
    List<String> texts = new ArrayList<>();
    nodesByDatabase.forEach(
        (identity, names) -> texts.add(identity + " on " + String.join(", ", names)));
    return String.join(", and ", texts);
  }

  /** The database of the cluster, as far as this node knows. */
  SharedDatabase database() {
    return database;
  }

  /** The names of this node and of the others that belong to the cluster, in alphabetical order. */
  synchronized List<String> members() {
    return List.copyOf(members);
  }

  /** The names of the nodes that work with another database, in alphabetical order. */
  synchronized List<String> strangers() {
    return List.copyOf(strangers.keySet());
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
          if (peer.addresses().contains(address.name())
              && !excluded.contains(name)
              && !database.isAnother(peer.database())) {
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

  private void sendHeartbeat() {
    bus.publish(
        Topic.NODE_HEARTBEAT,
        new NodeHeartbeat(node, leaving ? List.of() : localAddresses, database.announced()));
  }

  private synchronized void onHeartbeat(NodeHeartbeat heartbeat) {
    if (heartbeat.node().equals(node)) {
      return;
    }
    if (!heartbeat.answers().isEmpty()) {
      // A node that answers nothing may be about to learn that it is the stranger.
      database.learn(heartbeat.database());
    }
    Peer peer = new Peer(heartbeat.answers(), heartbeat.database(), System.nanoTime());
    peers.put(heartbeat.node(), peer);
    judge(heartbeat.node(), peer);
  }

  /** Decides whether a peer is a member or a stranger, and tells if that is new. */
  private void judge(String name, Peer peer) {
    String theirs = peer.database();
    if (theirs == null || !database.isAnother(theirs)) {
      strangers.remove(name);
      if (members.add(name)) {
        LOG.info("{} has joined: {}", name, membersInWords());
      }
      return;
    }
    members.remove(name);
    if (!theirs.equals(strangers.put(name, theirs)) && !announcing) {
      LOG.error(
          "{} has another database than this cluster: {} there, {} here. No request is sent to it."
              + " Correct its store.url, or give it another cluster.name",
          name,
          theirs,
          database.known());
    }
  }

  private String membersInWords() {
    return members.size() == 1
        ? "the cluster has 1 node: " + node
        : "the cluster has %d nodes: %s".formatted(members.size(), String.join(", ", members));
  }

  private synchronized void removeDeadNodes() {
    long now = System.nanoTime();
    peers.forEach(
        (name, peer) -> {
          if (now - peer.lastHeartbeatNanos() > DEAD_AFTER_NANOS && peers.remove(name, peer)) {
            forget(name);
          }
        });
  }

  /**
   * If the cluster has nodes that are not heard for a while, it may have lost the news that this
   * node listens. It does if nodes join at about the same time (seen with Hazelcast 5.3).
   */
  private synchronized void listenAgainIfDeaf() {
    long now = System.nanoTime();
    int others = otherNodesOfCluster();
    if (others <= peers.size()) {
      allHeardNanos = now;
    } else if (now - allHeardNanos > DEAF_AFTER_NANOS) {
      LOG.info(
          "Of {} other nodes of the cluster, {} are heard; listening anew", others, peers.size());
      allHeardNanos = now;
      bus.renewSubscriptions();
    }
  }

  private int otherNodesOfCluster() {
    ClusterManager cluster = ((VertxInternal) vertx).clusterManager();
    return cluster == null || !cluster.isActive() ? 0 : cluster.getNodes().size() - 1;
  }

  private void forget(String name) {
    if (members.remove(name)) {
      LOG.info("{} is gone: {}", name, membersInWords());
    }
    if (strangers.remove(name) != null) {
      LOG.info("{}, which has another database, is gone", name);
    }
    Set<Promise<?>> pending = pendingByNode.remove(name);
    if (pending != null) {
      pending.forEach(promise -> promise.tryFail(new NodeLostException()));
    }
  }

  /** A node was considered dead while a request waited for its reply. */
  static final class NodeLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NodeLostException() {
      super("the node sends no heartbeats", null, false, false);
    }
  }
}
