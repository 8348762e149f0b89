/** The command line: reads settings, starts what is needed in order, and stops it in order. */
@NullMarked
package io.tallystick.launcher;

import org.jspecify.annotations.NullMarked;
