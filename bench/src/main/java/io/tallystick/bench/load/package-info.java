/** The load driver and its measurements. */
@NullMarked
package io.tallystick.bench.load;

import org.jspecify.annotations.NullMarked;
