/** The embedded PostgreSQL server. */
@NullMarked
package io.tallystick.launcher.postgres;

import org.jspecify.annotations.NullMarked;
