/** The one map from failures to HTTP answers and to the events of refused attempts. */
@NullMarked
package io.tallystick.api.error;

import org.jspecify.annotations.NullMarked;
