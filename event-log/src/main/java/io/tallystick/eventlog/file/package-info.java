/** Files and directories whose content survives a crash. */
@NullMarked
package io.tallystick.eventlog.file;

import org.jspecify.annotations.NullMarked;
