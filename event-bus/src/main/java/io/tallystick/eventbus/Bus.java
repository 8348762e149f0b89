package io.tallystick.eventbus;

import io.tallystick.eventbus.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus with typed addresses. Each request gets a reply or fails.
 *
 * <p>If this node answers an address, a request to it stays on this node. Otherwise the request
 * goes to another node. If that node dies before it replies, the request goes to the next one.
 */
public final class Bus {

  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
  // Part of the wire form: releases that do not know it ignore it.
  private static final String DATABASE_HEADER = "database";

  private final Vertx vertx;
  private final EventBus eventBus;
  private final @Nullable Peers peers;
  private final boolean insecure;
  private final RefusedMessages refused = new RefusedMessages();
  // Only of a clustered bus.
  private final List<Subscription<?>> subscriptions = new CopyOnWriteArrayList<>();

  private Bus(Vertx vertx, @Nullable String clusteredNode, boolean insecure) {
    this.vertx = vertx;
    this.eventBus = vertx.eventBus();
    this.insecure = insecure;
    this.peers = clusteredNode == null ? null : new Peers(vertx, this, clusteredNode);
  }

  /** A bus that reaches only this node. */
  public static Bus local(Vertx vertx) {
    return new Bus(vertx, null, false);
  }

  /**
   * A bus that also reaches the other nodes of a cluster. Call this once for each Vert.x, after the
   * codecs are registered and before the verticles are deployed.
   *
   * @param vertx a clustered Vert.x
   * @param node this node's name, which must be unique in the cluster
   * @param insecure whether messages to other machines are not encrypted
   */
  public static Bus clustered(Vertx vertx, String node, boolean insecure) {
    Bus bus = new Bus(vertx, node, insecure);
    if (bus.peers != null) {
      bus.peers.join();
    }
    return bus;
  }

  /**
   * Asks the other nodes of the cluster, if there is one, to send no more requests to this node.
   */
  public void leave() {
    if (peers != null) {
      peers.leave();
    }
  }

  /**
   * Neither tells the other nodes that this node is alive, nor listens whether they are. Call this
   * when the verticles are stopped, before Vert.x is closed.
   */
  public void close() {
    if (peers != null) {
      peers.close();
    }
  }

  /**
   * Tells the other nodes which database the store of this node works with. Call this before the
   * store answers requests.
   *
   * <p>From then on, this node and nodes with another database send each other no requests, and
   * ignore what the other one publishes. On a bus that reaches only this node, nothing happens.
   *
   * @param identity the identity of the database, which is the same for all who work with it
   * @return completes when this node has had the time to hear the others, in about a second. It
   *     fails with an {@link IllegalStateException} if one of them has announced another database;
   *     its message, for the operator, names the nodes and both databases
   */
  public Future<Void> announceDatabase(String identity) {
    return peers == null ? Future.succeededFuture() : peers.announceDatabase(identity);
  }

  /**
   * The names of the nodes in the cluster, this one among them, in alphabetical order; empty if
   * there is no cluster.
   */
  public List<String> nodes() {
    return peers == null ? List.of() : peers.members();
  }

  /**
   * The names of the nodes that have joined, but work with another database than this cluster, in
   * alphabetical order.
   */
  public List<String> strangers() {
    return peers == null ? List.of() : peers.strangers();
  }

  /** How many messages were refused: they cannot be read, or no node of this service sends them. */
  public long refusedMessages() {
    return refused.count();
  }

  /**
   * Refuses a request that no node of this service sends. It is counted, and some are logged.
   *
   * @param fault what is wrong, with no text of the request
   * @return {@link Failure#REJECTED}, for the handler to fail with
   */
  public FailureException refuse(Address<?, ?> address, String fault) {
    refused.add(address.name(), fault);
    return Failure.REJECTED.exception();
  }

  /**
   * Refuses a request that only a node whose clock is wrong may have sent. It is counted and logged
   * as by {@link #refuse}.
   *
   * @param fault what is wrong, with no text of the request
   * @return {@link Failure#CLOCKS_DIFFER}, for the handler to fail with
   */
  public FailureException refuseTime(Address<?, ?> address, String fault) {
    refused.add(address.name(), fault + ". If a node sent it, set the clock of that node");
    return Failure.CLOCKS_DIFFER.exception();
  }

  /** Whether messages to other machines are not encrypted. */
  public boolean isInsecure() {
    return insecure;
  }

  /**
   * Sends a request and waits for its reply.
   *
   * @param timeoutMillis milliseconds after which the future fails
   * @return the reply. If the future fails, {@link Failure#of} tells why: it is {@link
   *     Failure#UNAVAILABLE} after the timeout or if nobody answers the address, and otherwise the
   *     failure of the handler
   */
  public <Q extends Message, R extends Message> Future<R> request(
      Address<Q, R> address, Q message, long timeoutMillis) {
    return request(address, message, timeoutMillis, true);
  }

  /**
   * As {@link #request}, but does not wait for a node that answers the address: if no node does
   * now, the future fails at once, and {@link Failure#isUnanswered} is true.
   */
  public <Q extends Message, R extends Message> Future<R> requestNow(
      Address<Q, R> address, Q message, long timeoutMillis) {
    return request(address, message, timeoutMillis, false);
  }

  private <Q extends Message, R extends Message> Future<R> request(
      Address<Q, R> address, Q message, long timeoutMillis, boolean waits) {
    Future<R> local =
        eventBus
            .<R>request(address.name(), message, options(timeoutMillis).setLocalOnly(true))
            .map(io.vertx.core.eventbus.Message::body);
    if (peers == null) {
      return local;
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    return local.recover(
        cause ->
            Failure.isUnanswered(cause)
                ? new RemoteRequest<>(vertx, peers, address, message, deadline)
                    .send(waits ? null : cause)
                : Future.failedFuture(cause));
  }

  static DeliveryOptions options(long timeoutMillis) {
    return new DeliveryOptions().setSendTimeout(Math.max(1, timeoutMillis));
  }

  /** Says in a message to other nodes which database it speaks of, if that is known. */
  static DeliveryOptions fromHere(DeliveryOptions options, Peers others) {
    String database = others.database().known();
    return database == null ? options : options.addHeader(DATABASE_HEADER, database);
  }

  /** Whether a message comes from a node that works with another database. */
  private static boolean isFromStranger(io.vertx.core.eventbus.Message<?> message, Peers others) {
    return others.database().isAnother(message.headers().get(DATABASE_HEADER));
  }

  /**
   * Answers the requests to an address, from this node and from other nodes.
   *
   * <p>The sender gets a failed reply if the handler throws, if its future fails, or if the message
   * cannot be read. So no sender waits until its timeout.
   */
  public <Q extends Message, R extends Message> void answer(
      Address<Q, R> address, Function<Q, Future<R>> handler) {
    Handler<io.vertx.core.eventbus.Message<Q>> consumer =
        message ->
            callSafely(() -> handler.apply(read(message)))
                .onSuccess(message::reply)
                .onFailure(cause -> message.fail(failure(address, cause).code(), null));
    eventBus.localConsumer(address.name(), consumer);
    if (peers != null) {
      Handler<io.vertx.core.eventbus.Message<Q>> fromOthers =
          message -> {
            if (isFromStranger(message, peers)) {
              // So it asks another node, or waits.
              message.fail(Failure.NOT_UNDERSTOOD.code(), null);
            } else {
              consumer.handle(message);
            }
          };
      eventBus.consumer(peers.registerAddress(address), fromOthers);
    }
  }

  /** Sends a message to all listeners of a topic, on the nodes in the topic's scope. */
  public <M extends Message> void publish(Topic<M> topic, M message) {
    DeliveryOptions options = new DeliveryOptions().setLocalOnly(isLocalOnly(topic));
    // A heartbeat says itself which database its node has, and strangers must hear it.
    if (peers != null && !options.isLocalOnly() && !topic.equals(Topic.NODE_HEARTBEAT)) {
      fromHere(options, peers);
    }
    eventBus.publish(topic.name(), message, options);
  }

  private boolean isLocalOnly(Topic<?> topic) {
    return peers == null
        || (topic.scope() == Topic.Scope.NEAREST && peers.hasLocalListener(topic.name()));
  }

  /**
   * Calls a handler for each message of a topic that speaks of the database of this cluster, on the
   * context of the caller. In rare cases, a message comes twice.
   */
  public <M extends Message> void listen(Topic<M> topic, Handler<M> handler) {
    subscribe(topic, handler);
  }

  <M extends Message> Subscription<M> subscribe(Topic<M> topic, Handler<M> handler) {
    if (peers == null) {
      return new Subscription<>(vertx, topic.name(), message -> handler.handle(message.body()));
    }
    peers.registerTopic(topic.name());
    Subscription<M> subscription =
        new Subscription<>(
            vertx,
            topic.name(),
            message -> {
              if (!isFromStranger(message, peers)) {
                handle(message, handler);
              }
            });
    subscriptions.add(subscription);
    return subscription;
  }

  /**
   * Tells the cluster again to which topics this node listens. The addresses of requests need no
   * such care: who asks one that seems to have no node looks it up anew each time.
   */
  void renewSubscriptions() {
    subscriptions.forEach(Subscription::renew);
  }

  private <M> void handle(io.vertx.core.eventbus.Message<M> message, Handler<M> handler) {
    M body;
    try {
      body = read(message);
    } catch (FailureException e) {
      // Nobody waits for an answer.
      return;
    }
    handler.handle(body);
  }

  private <Q> Q read(io.vertx.core.eventbus.Message<Q> message) {
    try {
      return message.body();
    } catch (IllegalArgumentException e) {
      refused.add(message.address(), "it cannot be read, since " + e.getMessage());
      throw Failure.NOT_UNDERSTOOD.exception();
    }
  }

  private static <R> Future<R> callSafely(Supplier<Future<R>> handler) {
    try {
      return handler.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static Failure failure(Address<?, ?> address, Throwable cause) {
    Failure failure = Failure.of(cause);
    if (failure == Failure.INTERNAL) {
      LOG.error("A request to {} failed", address.name(), cause);
    }
    return failure;
  }
}
