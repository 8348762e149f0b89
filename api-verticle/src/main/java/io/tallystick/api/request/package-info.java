/** What requests say: their bodies, identities, expiries and deadlines, read and checked. */
@NullMarked
package io.tallystick.api.request;

import org.jspecify.annotations.NullMarked;
