/** The files that settings are read from. */
@NullMarked
package io.tallystick.config.source;

import org.jspecify.annotations.NullMarked;
