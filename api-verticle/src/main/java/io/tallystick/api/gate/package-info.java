/** The internal-network gate: it finds the address of a caller, and decides if it is served. */
@NullMarked
package io.tallystick.api.gate;

import org.jspecify.annotations.NullMarked;
