/** Connections to PostgreSQL, and the classification of its errors. */
@NullMarked
package io.tallystick.store.database;

import org.jspecify.annotations.NullMarked;
