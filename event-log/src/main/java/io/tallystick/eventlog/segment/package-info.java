/**
 * Segment files. Each has a fixed range of lines. They are appended to, compressed, and finally
 * removed.
 */
@NullMarked
package io.tallystick.eventlog.segment;

import org.jspecify.annotations.NullMarked;
