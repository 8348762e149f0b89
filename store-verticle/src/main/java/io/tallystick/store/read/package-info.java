/** Reads events in the order of their numbers. */
@NullMarked
package io.tallystick.store.read;

import org.jspecify.annotations.NullMarked;
