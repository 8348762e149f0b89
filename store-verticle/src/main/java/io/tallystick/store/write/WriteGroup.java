package io.tallystick.store.write;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The results of requests that were sent together, each of which may fail for itself. */
final class WriteGroup {

  private final List<Future<WriteResult>> results;
  private final Promise<List<Future<WriteResult>>> done = Promise.promise();
  private int missing;

  /** A group of so many requests, at least one. */
  WriteGroup(int size) {
    Future<WriteResult> unknown = Future.failedFuture("no result yet");
    this.results = new ArrayList<>(Collections.nCopies(size, unknown));
    this.missing = size;
  }

  /** Takes the result of the request at an index, once. */
  Completable<WriteResult> reply(int index) {
    return (result, failure) -> {
      results.set(
          index, failure == null ? Future.succeededFuture(result) : Future.failedFuture(failure));
      if (--missing == 0) {
        done.complete(results);
      }
    };
  }

  /** Completes with all results, in the order of the requests. It never fails. */
  Future<List<Future<WriteResult>>> future() {
    return done.future();
  }
}
