/** Idempotency keys: what was first sent under a key, and for how long that is kept. */
@NullMarked
package io.tallystick.store.idempotency;

import org.jspecify.annotations.NullMarked;
