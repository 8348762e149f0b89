/**
 * Rate limits: how many requests a caller, and how many tokens an identity, may have in a minute.
 */
@NullMarked
package io.tallystick.api.rate;

import org.jspecify.annotations.NullMarked;
