/**
 * Authentication for services that receive tokens of Tallystick: begin with {@link
 * io.tallystick.auth.TallystickAuth}.
 */
@NullMarked
package io.tallystick.auth;

import org.jspecify.annotations.NullMarked;
