package io.tallystick.api.feed;

import io.tallystick.eventbus.Failure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Who wants to know the position of the tail after a time. Threads may share it. */
final class Questions {

  private record Question(long nanos, Consumer<Position> asker) {}

  private final Vertx vertx;
  private final Set<Question> waiting = ConcurrentHashMap.newKeySet();

  Questions(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * The position at a moment after this call. The future fails with UNAVAILABLE if it is not known
   * in time. If the asker has gone by then, the future may never complete.
   *
   * @param gone completes when nobody waits for the answer any more
   */
  Future<Position> ask(long timeoutMillis, Future<Void> gone) {
    Context asking = vertx.getOrCreateContext();
    Promise<Position> answer = Promise.promise();
    Question question =
        new Question(
            System.nanoTime(),
            reached -> asking.runOnContext(answered -> answer.tryComplete(reached)));
    waiting.add(question);
    long timer =
        vertx.setTimer(
            timeoutMillis,
            late -> {
              waiting.remove(question);
              answer.tryFail(Failure.UNAVAILABLE.exception());
            });
    gone.onSuccess(
        left -> {
          waiting.remove(question);
          vertx.cancelTimer(timer);
        });
    return answer.future().onSuccess(reached -> vertx.cancelTimer(timer));
  }

  /** Answers those whose time is reached, and returns whether that was all. */
  boolean answer(Position reached) {
    for (Iterator<Question> all = waiting.iterator(); all.hasNext(); ) {
      Question question = all.next();
      if (reached.asOfNanos() - question.nanos() >= 0) {
        all.remove();
        question.asker().accept(reached);
      }
    }
    return waiting.isEmpty();
  }
}
