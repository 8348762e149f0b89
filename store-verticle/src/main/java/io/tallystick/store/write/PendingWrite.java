package io.tallystick.store.write;

import io.tallystick.store.schema.WriteRequest;
import io.vertx.core.Promise;

/**
 * A request that waits for its result.
 *
 * @param request what to write
 * @param promise is completed with the result
 * @param deadlineNanos the {@link System#nanoTime} at which the caller stops waiting
 */
record PendingWrite(WriteRequest request, Promise<WriteResult> promise, long deadlineNanos) {

  /** Whether the caller waits no more. */
  boolean isExpired() {
    return System.nanoTime() - deadlineNanos >= 0;
  }
}
