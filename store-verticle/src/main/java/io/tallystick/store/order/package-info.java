/** Orders to revoke all tokens of an identity. */
@NullMarked
package io.tallystick.store.order;

import org.jspecify.annotations.NullMarked;
