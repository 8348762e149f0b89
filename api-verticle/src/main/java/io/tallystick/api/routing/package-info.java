/** The list of endpoints, and the routes, labels and headers that are derived from it. */
@NullMarked
package io.tallystick.api.routing;

import org.jspecify.annotations.NullMarked;
