/** Endpoints for whoever gets a token and wants to know whether it is valid. */
@NullMarked
package io.tallystick.api.introspection;

import org.jspecify.annotations.NullMarked;
