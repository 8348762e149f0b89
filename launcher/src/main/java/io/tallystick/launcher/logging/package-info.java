/** How log lines are written, so that no text from outside deceives who reads them. */
@NullMarked
package io.tallystick.launcher.logging;

import org.jspecify.annotations.NullMarked;
