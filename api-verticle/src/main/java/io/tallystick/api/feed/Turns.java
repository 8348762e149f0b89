package io.tallystick.api.feed;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Lets a few calls run at once. Further ones wait, and have their turn in the order of arrival. */
final class Turns {

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int free;

  /** Creates turns for so many calls at once. */
  Turns(int atOnce) {
    this.free = atOnce;
  }

  /**
   * Makes a call when it has its turn.
   *
   * @param context where it is made, and where the future completes
   */
  <T> Future<T> run(Context context, Supplier<Future<T>> call) {
    Promise<T> answer = Promise.promise();
    enter(
        () ->
            context.runOnContext(
                begun ->
                    // An exception becomes a failure, so that the turn does not stay taken.
                    Future.<Void>succeededFuture()
                        .compose(made -> call.get())
                        .onComplete(done -> leave())
                        .onComplete(answer)));
    return answer.future();
  }

  private synchronized void enter(Runnable turn) {
    if (free == 0) {
      waiting.add(turn);
    } else {
      free--;
      turn.run();
    }
  }

  private synchronized void leave() {
    Runnable next = waiting.poll();
    if (next == null) {
      free++;
    } else {
      next.run();
    }
  }
}
