/** The load driver and what it measures. */
@NullMarked
package io.tallystick.bench.load;

import org.jspecify.annotations.NullMarked;
