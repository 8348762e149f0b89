/**
 * Connections: how many there may be, how long a request may take to arrive, and how much may wait
 * to be sent. All this is decided before the gate sees a request, or without one.
 */
@NullMarked
package io.tallystick.api.connection;

import org.jspecify.annotations.NullMarked;
