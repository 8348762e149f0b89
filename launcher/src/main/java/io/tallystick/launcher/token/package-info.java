/** The commands about tokens. Each is written once, for a URL and for a database. */
@NullMarked
package io.tallystick.launcher.token;

import org.jspecify.annotations.NullMarked;
