package io.tallystick.store.write;

import io.tallystick.store.schema.WriteRequest;
import io.vertx.core.Promise;

/**
 * A request that waits for its batch.
 *
 * @param request what is asked for
 * @param promise takes the answer
 * @param deadlineNanos the {@link System#nanoTime} from which nobody waits for the answer
 */
record PendingWrite(WriteRequest request, Promise<WriteResult> promise, long deadlineNanos) {

  boolean isGivenUp() {
    return System.nanoTime() - deadlineNanos >= 0;
  }
}
