/** Who is an operator: by a bearer token of a reserved identity, or by a client certificate. */
@NullMarked
package io.tallystick.api.operator;

import org.jspecify.annotations.NullMarked;
