/** The feed of revocations, for those who remember that a token was valid. */
@NullMarked
package io.tallystick.api.feed;

import org.jspecify.annotations.NullMarked;
