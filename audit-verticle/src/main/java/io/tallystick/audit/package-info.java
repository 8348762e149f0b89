/**
 * The event log of a node: refused attempts are sent to the database, and the events of the
 * database are written to files that are the same on every node.
 */
@NullMarked
package io.tallystick.audit;

import org.jspecify.annotations.NullMarked;
