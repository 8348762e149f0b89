/** The command line for audit reviewers. It needs neither the service nor a database. */
@NullMarked
package io.tallystick.auditor;

import org.jspecify.annotations.NullMarked;
