/** Commands of the service that need its settings or its database. */
@NullMarked
package io.tallystick.launcher.command;

import org.jspecify.annotations.NullMarked;
