/**
 * Who callers are: operators, or anybody who proves it, by a bearer token or by a client
 * certificate.
 */
@NullMarked
package io.tallystick.api.operator;

import org.jspecify.annotations.NullMarked;
