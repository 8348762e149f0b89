/** The messages that travel over the event bus. None of them ever holds the secret of a token. */
@NullMarked
package io.tallystick.eventbus.message;

import org.jspecify.annotations.NullMarked;
