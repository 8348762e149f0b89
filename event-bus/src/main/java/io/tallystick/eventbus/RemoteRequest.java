package io.tallystick.eventbus;

import io.tallystick.eventbus.message.HasDeadline;
import io.tallystick.eventbus.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request that this node cannot answer itself. It goes to one other node after another, until one
 * answers or the time is over.
 *
 * @param peers knows the other nodes
 * @param deadline when the sender stops waiting, as {@link System#nanoTime}
 */
record RemoteRequest<Q extends Message, R extends Message>(
    Vertx vertx, Peers peers, Address<Q, R> address, Q message, long deadline) {

  private static final long RETRY_MILLIS = 50;

  /**
   * Sends it.
   *
   * @param unanswered with what the future fails at once if no node answers the address now; null
   *     to wait for one
   * @return the reply. The future fails as {@link Bus#request} says
   */
  Future<R> send(@Nullable Throwable unanswered) {
    return send(unanswered, new HashSet<>());
  }

  private Future<R> send(@Nullable Throwable unanswered, Set<String> excluded) {
    long millisLeft = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (millisLeft <= 0) {
      return Future.failedFuture(Failure.UNAVAILABLE.exception());
    }
    String node = peers.findNode(address, excluded).orElse(null);
    if (node == null) {
      // The excluded nodes get another chance: they may be back after the pause.
      return unanswered == null
          ? vertx.timer(RETRY_MILLIS, TimeUnit.MILLISECONDS).compose(paused -> send(null))
          : Future.failedFuture(unanswered);
    }
    return sendTo(node, millisLeft)
        .recover(
            cause -> {
              if (shouldTryAnotherNode(cause)) {
                excluded.add(node);
                return send(unanswered, excluded);
              }
              return Future.failedFuture(cause);
            });
  }

  /** Fails with {@link Peers.NodeLostException} as soon as the node is known to be dead. */
  private Future<R> sendTo(String node, long millisLeft) {
    Promise<R> reply = Promise.promise();
    vertx
        .eventBus()
        .<R>request(
            Peers.addressAt(address, node),
            withMillisLeft(message, millisLeft),
            Bus.fromHere(Bus.options(millisLeft), peers))
        .map(io.vertx.core.eventbus.Message::body)
        .onSuccess(reply::tryComplete)
        .onFailure(reply::tryFail);
    peers.failWhenLost(node, reply);
    return reply.future();
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
}
