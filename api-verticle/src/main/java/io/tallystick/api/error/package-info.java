/** Maps failures to HTTP responses, and refused requests to audit events. */
@NullMarked
package io.tallystick.api.error;

import org.jspecify.annotations.NullMarked;
