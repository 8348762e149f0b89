/** Segment files: a fixed range of lines each, appended to, compressed and removed. */
@NullMarked
package io.tallystick.eventlog.segment;

import org.jspecify.annotations.NullMarked;
