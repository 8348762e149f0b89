/** Many issues and revokes in one request. */
@NullMarked
package io.tallystick.api.batch;

import org.jspecify.annotations.NullMarked;
