package io.tallystick.eventbus;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * A handler of the messages to an address. If the cluster has lost the news of it, so that other
 * nodes send this one no messages, it can be renewed.
 */
final class Subscription<M> {

  private final Vertx vertx;
  private final String address;
  private final Handler<Message<M>> handler;
  private final Context context;
  private volatile MessageConsumer<M> consumer;

  /** Calls the handler from now on, on the context of the caller. */
  Subscription(Vertx vertx, String address, Handler<Message<M>> handler) {
    this.vertx = vertx;
    this.address = address;
    this.handler = handler;
    this.context = vertx.getOrCreateContext();
    this.consumer = vertx.eventBus().consumer(address, handler);
  }

  /** Tells the cluster of it again. For a moment, the handler may get messages twice. */
  void renew() {
    context.runOnContext(
        now -> {
          MessageConsumer<M> old = consumer;
          // It is not registered any more if its verticle was undeployed.
          if (old.isRegistered()) {
            MessageConsumer<M> renewed = vertx.eventBus().consumer(address, handler);
            consumer = renewed;
            renewed.completion().onComplete(done -> old.unregister());
          }
        });
  }

  /** Calls the handler no more. */
  void end() {
    consumer.unregister();
  }
}
