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
 * The event bus with typed addresses, on which every request is answered or fails. What this node
 * answers itself is asked nowhere else; what it does not is asked of another node, and of the next
 * one where that dies.
 */
public final class Bus {

  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
  private static final long PAUSE_MILLIS = 50;

  private final Vertx vertx;
  private final EventBus eventBus;
  private final @Nullable Peers peers;

  private Bus(Vertx vertx, @Nullable Peers peers) {
    this.vertx = vertx;
    this.eventBus = vertx.eventBus();
    this.peers = peers;
  }

  /** A bus that reaches this node only. */
  public static Bus local(Vertx vertx) {
    return new Bus(vertx, null);
  }

  /**
   * A bus that reaches the other nodes of a cluster too. Call this once for each Vert.x, after the
   * codecs are registered and before the verticles are deployed.
   *
   * @param vertx a clustered one
   * @param node this node's name, which no other node has
   */
  public static Bus clustered(Vertx vertx, String node) {
    Peers peers = new Peers(node);
    Bus bus = new Bus(vertx, peers);
    peers.join(vertx, bus);
    return bus;
  }

  /** Asks the other nodes of a cluster, if there are any, to send no more requests here. */
  public void leave() {
    if (peers != null) {
      peers.leave(this);
    }
  }

  /**
   * Sends a message and waits for its reply.
   *
   * @param timeoutMillis milliseconds after which the future fails
   * @return the reply; {@link Failure#of} tells what a failed future means
   */
  public <Q extends Message, R extends Message> Future<R> request(
      Address<Q, R> address, Q message, long timeoutMillis) {
    Future<R> here = send(address.name(), message, timeoutMillis, true);
    if (peers == null) {
      return here;
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    return here.recover(
        cause ->
            Failure.isUnanswered(cause)
                ? requestElsewhere(peers, address, message, deadline, new HashSet<>())
                : Future.failedFuture(cause));
  }

  private <Q extends Message, R extends Message> Future<R> requestElsewhere(
      Peers others, Address<Q, R> address, Q message, long deadline, Set<String> avoided) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      return Future.failedFuture(Failure.UNAVAILABLE.exception());
    }
    String node = others.answering(address, avoided).orElse(null);
    if (node == null) {
      // Those that were avoided may be back by then.
      return vertx
          .timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
          .compose(paused -> requestElsewhere(others, address, message, deadline, new HashSet<>()));
    }
    Promise<R> reply = Promise.promise();
    this.<R>send(Peers.at(address, node), withMillisLeft(message, left), left, false)
        .onComplete(sent -> complete(reply, sent.succeeded() ? sent.result() : null, sent.cause()));
    others.failIfLost(node, reply);
    return reply
        .future()
        .recover(
            cause -> {
              if (isForAnother(cause)) {
                avoided.add(node);
                return requestElsewhere(others, address, message, deadline, avoided);
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

  private static Message withMillisLeft(Message message, long left) {
    return message instanceof HasDeadline<?> bounded ? bounded.withMillisLeft(left) : message;
  }

  /** Whether a node has not done it, or will not say so any more, and another should be asked. */
  private static boolean isForAnother(Throwable cause) {
    return cause instanceof Peers.NodeLostException
        || Failure.isUnanswered(cause)
        || Failure.of(cause) == Failure.NOT_UNDERSTOOD;
  }

  /**
   * Answers what comes to an address, from this node and from others. A handler that throws, a
   * future that fails, and a message that cannot be read become a failed reply: nobody is left
   * waiting.
   */
  public <Q extends Message, R extends Message> void answer(
      Address<Q, R> address, Function<Q, Future<R>> handler) {
    Handler<io.vertx.core.eventbus.Message<Q>> answering =
        message ->
            guarded(() -> handler.apply(read(message)))
                .onSuccess(message::reply)
                .onFailure(cause -> message.fail(failure(address, cause).code(), null));
    eventBus.localConsumer(address.name(), answering);
    if (peers != null) {
      eventBus.consumer(peers.own(address), answering);
    }
  }

  /**
   * Sends a message to all who listen, on this node and, where the topic asks for it, on others.
   */
  public <M extends Message> void publish(Topic<M> topic, M message) {
    eventBus.publish(
        topic.name(), message, new DeliveryOptions().setLocalOnly(isForThisNode(topic)));
  }

  private boolean isForThisNode(Topic<?> topic) {
    return peers == null
        || (topic.scope() == Topic.Scope.NEAREST && peers.listensHere(topic.name()));
  }

  /** Listens to a topic. */
  public <M extends Message> MessageConsumer<M> listen(Topic<M> topic, Handler<M> handler) {
    if (peers != null) {
      peers.listening(topic.name());
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

  private static <R> Future<R> guarded(Supplier<Future<R>> handler) {
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
