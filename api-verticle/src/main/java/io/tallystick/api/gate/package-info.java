/** The internal-network gate: who a caller is, and whether it is served. */
@NullMarked
package io.tallystick.api.gate;

import org.jspecify.annotations.NullMarked;
