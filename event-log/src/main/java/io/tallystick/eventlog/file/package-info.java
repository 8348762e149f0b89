/** Files that survive a crash, and the lock of a directory. */
@NullMarked
package io.tallystick.eventlog.file;

import org.jspecify.annotations.NullMarked;
