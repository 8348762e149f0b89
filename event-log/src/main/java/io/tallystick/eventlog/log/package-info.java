/**
 * The writer of an event log. It appends lines, maintains the Merkle tree, and signs checkpoints.
 */
@NullMarked
package io.tallystick.eventlog.log;

import org.jspecify.annotations.NullMarked;
