/**
 * Folders of evidence about one token, for a third party that has neither the log nor the program.
 */
@NullMarked
package io.tallystick.auditor.evidence;

import org.jspecify.annotations.NullMarked;
