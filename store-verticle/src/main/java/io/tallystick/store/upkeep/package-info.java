/** Maintenance: purging tokens, recording checkpoints, reconciling tokens with events. */
@NullMarked
package io.tallystick.store.upkeep;

import org.jspecify.annotations.NullMarked;
