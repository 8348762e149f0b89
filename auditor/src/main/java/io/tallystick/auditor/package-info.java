/** The command line of audit reviewers. It needs no service and no database. */
@NullMarked
package io.tallystick.auditor;

import org.jspecify.annotations.NullMarked;
