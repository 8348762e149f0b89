/** The handlers of the endpoints, one class for each. */
@NullMarked
package io.tallystick.api.endpoint;

import org.jspecify.annotations.NullMarked;
