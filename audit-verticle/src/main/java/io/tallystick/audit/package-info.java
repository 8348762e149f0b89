/**
 * The event log: refused attempts on their way into the database, and the events of the database on
 * their way into files that are the same on every node.
 */
@NullMarked
package io.tallystick.audit;

import org.jspecify.annotations.NullMarked;
