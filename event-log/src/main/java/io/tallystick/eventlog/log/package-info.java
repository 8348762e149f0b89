/** The writer of an event log: appends lines, keeps the tree, signs checkpoints. */
@NullMarked
package io.tallystick.eventlog.log;

import org.jspecify.annotations.NullMarked;
