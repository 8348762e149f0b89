/** Connections to PostgreSQL, and what its errors mean. */
@NullMarked
package io.tallystick.store.database;

import org.jspecify.annotations.NullMarked;
