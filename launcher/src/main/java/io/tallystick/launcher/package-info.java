/** The command line: it reads the settings, and starts and stops the parts of a node in order. */
@NullMarked
package io.tallystick.launcher;

import org.jspecify.annotations.NullMarked;
