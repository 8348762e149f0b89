package io.tallystick.store.write;

import io.tallystick.eventbus.Failure;
import io.tallystick.store.schema.WriteRequest;
import io.vertx.core.Completable;

/**
 * A request that waits for its result.
 *
 * @param request what to write
 * @param reply is completed with the result
 * @param deadlineNanos the {@link System#nanoTime} at which the caller stops waiting
 */
record PendingWrite(WriteRequest request, Completable<WriteResult> reply, long deadlineNanos) {

  /** Whether the caller waits no more. */
  boolean isExpired() {
    return System.nanoTime() - deadlineNanos >= 0;
  }

  void fail(Failure failure) {
    reply.fail(failure.exception());
  }
}
