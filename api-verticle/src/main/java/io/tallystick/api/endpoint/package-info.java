/** The handlers of the endpoints, and what they use to read requests and make tokens. */
@NullMarked
package io.tallystick.api.endpoint;

import org.jspecify.annotations.NullMarked;
