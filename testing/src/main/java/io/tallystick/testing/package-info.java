/** Test support for several modules: a PostgreSQL server, and a network with faults. */
@NullMarked
package io.tallystick.testing;

import org.jspecify.annotations.NullMarked;
