/**
 * Signed notes (C2SP signed-note and tlog-checkpoint): keys, checkpoints, and the rotation of keys.
 */
@NullMarked
package io.tallystick.eventlog.note;

import org.jspecify.annotations.NullMarked;
