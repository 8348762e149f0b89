package io.tallystick.eventbus;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event bus with typed addresses, on which every request is answered or fails. */
public final class Bus {

  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

  private final EventBus eventBus;

  public Bus(EventBus eventBus) {
    this.eventBus = eventBus;
  }

  /**
   * Sends a message and waits for its reply.
   *
   * @param timeoutMillis milliseconds after which the future fails
   * @return the reply; {@link Failure#of} tells what a failed future means
   */
  public <Q extends Message, R extends Message> Future<R> request(
      Address<Q, R> address, Q message, long timeoutMillis) {
    return eventBus
        .<R>request(
            address.name(),
            message,
            new DeliveryOptions().setSendTimeout(Math.max(1, timeoutMillis)))
        .map(io.vertx.core.eventbus.Message::body);
  }

  /**
   * Answers what comes to an address. A handler that throws, and a future that fails, become a
   * failed reply: nobody is left waiting.
   */
  public <Q extends Message, R extends Message> MessageConsumer<Q> answer(
      Address<Q, R> address, Function<Q, Future<R>> handler) {
    return eventBus.consumer(
        address.name(),
        message ->
            guarded(handler, message.body())
                .onSuccess(message::reply)
                .onFailure(cause -> message.fail(failure(address, cause).code(), null)));
  }

  /** Sends a message to whoever listens. */
  public <M extends Message> void publish(Topic<M> topic, M message) {
    eventBus.publish(topic.name(), message);
  }

  /** Listens to a topic. */
  public <M extends Message> MessageConsumer<M> listen(Topic<M> topic, Handler<M> handler) {
    return eventBus.consumer(topic.name(), message -> handler.handle(message.body()));
  }

  private static <Q, R> Future<R> guarded(Function<Q, Future<R>> handler, Q message) {
    try {
      return handler.apply(message);
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
