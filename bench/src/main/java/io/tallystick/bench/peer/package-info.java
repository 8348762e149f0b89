/** The servers and programs that the service is measured beside. */
@NullMarked
package io.tallystick.bench.peer;

import org.jspecify.annotations.NullMarked;
