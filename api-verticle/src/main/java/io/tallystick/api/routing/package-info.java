/** The list of endpoints, and what follows from it. */
@NullMarked
package io.tallystick.api.routing;

import org.jspecify.annotations.NullMarked;
