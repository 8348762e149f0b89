/** The messages that travel over the event bus. No message contains the secret of a token. */
@NullMarked
package io.tallystick.eventbus.message;

import org.jspecify.annotations.NullMarked;
