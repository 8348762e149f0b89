package io.tallystick.eventbus;

import io.tallystick.eventbus.message.HasDeadline;
import io.tallystick.eventbus.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashSet;
import java.util.Set;
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
  private static final long RETRY_MILLIS = 50;

  private final Vertx vertx;
  private final EventBus eventBus;
  private final @Nullable Peers peers;

  private Bus(Vertx vertx, @Nullable Peers peers) {
    this.vertx = vertx;
    this.eventBus = vertx.eventBus();
    this.peers = peers;
  }

  /** A bus that reaches only this node. */
  public static Bus local(Vertx vertx) {
    return new Bus(vertx, null);
  }

  /**
   * A bus that also reaches the other nodes of a cluster. Call this once for each Vert.x, after the
   * codecs are registered and before the verticles are deployed.
   *
   * @param vertx a clustered Vert.x
   * @param node this node's name, which must be unique in the cluster
   */
  public static Bus clustered(Vertx vertx, String node) {
    Peers peers = new Peers(node);
    Bus bus = new Bus(vertx, peers);
    peers.join(vertx, bus);
    return bus;
  }

  /**
   * Asks the other nodes of the cluster, if there is one, to send no more requests to this node.
   */
  public void leave() {
    if (peers != null) {
      peers.leave(this);
    }
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
    Future<R> local = send(address.name(), message, timeoutMillis, true);
    if (peers == null) {
      return local;
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    return local.recover(
        cause ->
            Failure.isUnanswered(cause)
                ? requestFromOtherNode(peers, address, message, deadline, new HashSet<>())
                : Future.failedFuture(cause));
  }

  private <Q extends Message, R extends Message> Future<R> requestFromOtherNode(
      Peers others, Address<Q, R> address, Q message, long deadline, Set<String> excluded) {
    long millisLeft = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (millisLeft <= 0) {
      return Future.failedFuture(Failure.UNAVAILABLE.exception());
    }
    String node = others.findNode(address, excluded).orElse(null);
    if (node == null) {
      // The excluded nodes get another chance: they may be back after the pause.
      return vertx
          .timer(RETRY_MILLIS, TimeUnit.MILLISECONDS)
          .compose(
              paused -> requestFromOtherNode(others, address, message, deadline, new HashSet<>()));
    }
    Promise<R> reply = Promise.promise();
    this.<R>send(
            Peers.addressAt(address, node), withMillisLeft(message, millisLeft), millisLeft, false)
        .onComplete(sent -> complete(reply, sent.succeeded() ? sent.result() : null, sent.cause()));
    others.failWhenLost(node, reply);
    return reply
        .future()
        .recover(
            cause -> {
              if (shouldTryAnotherNode(cause)) {
                excluded.add(node);
                return requestFromOtherNode(others, address, message, deadline, excluded);
              }
              return Future.failedFuture(cause);
            });
  }

  private static <R> void complete(Promise<R> promise, @Nullable R reply, Throwable cause) {
    if (reply == null) {
      promise.tryFail(cause);
    } else {
      promise.tryComplete(reply);
    }
  }

  private <R extends Message> Future<R> send(
      String address, Message message, long timeoutMillis, boolean localOnly) {
    DeliveryOptions options =
        new DeliveryOptions().setSendTimeout(Math.max(1, timeoutMillis)).setLocalOnly(localOnly);
    return eventBus.<R>request(address, message, options).map(io.vertx.core.eventbus.Message::body);
  }

  private static Message withMillisLeft(Message message, long millisLeft) {
    return message instanceof HasDeadline<?> bounded ? bounded.withMillisLeft(millisLeft) : message;
  }

  /** Whether a node did not handle the request, or died and can no longer say whether it did. */
  private static boolean shouldTryAnotherNode(Throwable cause) {
    return cause instanceof Peers.NodeLostException
        || Failure.isUnanswered(cause)
        || Failure.of(cause) == Failure.NOT_UNDERSTOOD;
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
      eventBus.consumer(peers.registerAddress(address), consumer);
    }
  }

  /** Sends a message to all listeners of a topic, on the nodes in the topic's scope. */
  public <M extends Message> void publish(Topic<M> topic, M message) {
    eventBus.publish(topic.name(), message, new DeliveryOptions().setLocalOnly(isLocalOnly(topic)));
  }

  private boolean isLocalOnly(Topic<?> topic) {
    return peers == null
        || (topic.scope() == Topic.Scope.NEAREST && peers.hasLocalListener(topic.name()));
  }

  /** Calls a handler for each message of a topic. */
  public <M extends Message> MessageConsumer<M> listen(Topic<M> topic, Handler<M> handler) {
    if (peers != null) {
      peers.registerTopic(topic.name());
    }
    return eventBus.consumer(topic.name(), message -> handler.handle(message.body()));
  }

  private static <Q> Q read(io.vertx.core.eventbus.Message<Q> message) {
    try {
      return message.body();
    } catch (IllegalArgumentException e) {
      LOG.warn("A message to {} cannot be read: {}", message.address(), e.getMessage());
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
