/** The load driver, the servers that the service is measured beside, and the report. */
@NullMarked
package io.tallystick.bench;

import org.jspecify.annotations.NullMarked;
