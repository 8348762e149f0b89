/** TLS for HTTP: certificates that change while the service runs, and the names of callers. */
@NullMarked
package io.tallystick.api.tls;

import org.jspecify.annotations.NullMarked;
