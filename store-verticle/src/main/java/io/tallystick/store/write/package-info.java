/** The write path: the queue, the batches, and the call that writes a batch. */
@NullMarked
package io.tallystick.store.write;

import org.jspecify.annotations.NullMarked;
