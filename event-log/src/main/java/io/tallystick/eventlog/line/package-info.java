/** The lines of the event log: how an event is rendered as a line, and how a line is read. */
@NullMarked
package io.tallystick.eventlog.line;

import org.jspecify.annotations.NullMarked;
