/** The servers and programs with which the service is compared. */
@NullMarked
package io.tallystick.bench.peer;

import org.jspecify.annotations.NullMarked;
