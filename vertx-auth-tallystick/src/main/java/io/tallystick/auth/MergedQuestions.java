package io.tallystick.auth;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks one question about a thing at a time. Whoever asks meanwhile shares the next one, and not
 * the one under way: its answer may be older than their call.
 *
 * <p>Thread-safe.
 */
final class MergedQuestions<K, A> {

  // The thing that a question is under way about, and who waits for the next one, if anybody.
  private final Map<K, Optional<Promise<A>>> underWay = new HashMap<>();

  /**
   * Asks about a thing.
   *
   * @param question asks. It is called at once, or when the question under way is answered
   * @return the answer. It may come on another thread
   */
  Future<A> ask(K thing, Supplier<Future<A>> question) {
    synchronized (underWay) {
      Optional<Promise<A>> next = underWay.get(thing);
      if (next != null) {
        Promise<A> shared = next.orElseGet(Promise::promise);
        underWay.put(thing, Optional.of(shared));
        return shared.future();
      }
      underWay.put(thing, Optional.empty());
    }
    return begin(thing, question);
  }

  private Future<A> begin(K thing, Supplier<Future<A>> question) {
    // An exception becomes a failure, so that the thing can be asked about again.
    return Future.<Void>succeededFuture()
        .compose(begun -> question.get())
        .onComplete(answered -> askNext(thing, question));
  }

  private void askNext(K thing, Supplier<Future<A>> question) {
    Optional<Promise<A>> next;
    synchronized (underWay) {
      next = underWay.getOrDefault(thing, Optional.empty());
      if (next.isPresent()) {
        underWay.put(thing, Optional.empty());
      } else {
        underWay.remove(thing);
      }
    }
    next.ifPresent(waiting -> begin(thing, question).onComplete(waiting));
  }
}
