package io.tallystick.store.write;

/**
 * How long a call took. The database runs calls one after another, so a call may wait for the one
 * before it.
 *
 * @param sinceSentNanos from sending the call to its answer, in nanoseconds
 * @param sincePreviousNanos from the answer of the previous call to the answer of this one
 * @param alone whether no other call was in flight when this one was sent
 * @param endNanos the {@link System#nanoTime} of the answer
 */
record CallTime(long sinceSentNanos, long sincePreviousNanos, boolean alone, long endNanos) {

  /** How long the call kept the connection busy, in nanoseconds. */
  long busyNanos() {
    return Math.min(sinceSentNanos, sincePreviousNanos);
  }
}
