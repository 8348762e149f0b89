/**
 * Requests that may be sent again: the header Idempotency-Key, and answers that are derived alike
 * each time.
 */
@NullMarked
package io.tallystick.api.idempotency;

import org.jspecify.annotations.NullMarked;
