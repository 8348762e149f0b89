/** What tests of several modules share: a real PostgreSQL, and a network that can fail. */
@NullMarked
package io.tallystick.testing;

import org.jspecify.annotations.NullMarked;
