/** The write path: queue, batches, and the call that writes a batch. */
@NullMarked
package io.tallystick.store.write;

import org.jspecify.annotations.NullMarked;
