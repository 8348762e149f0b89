/** The tokens of a service, for commands: over HTTP, or in its database. */
@NullMarked
package io.tallystick.launcher.tokens;

import org.jspecify.annotations.NullMarked;
