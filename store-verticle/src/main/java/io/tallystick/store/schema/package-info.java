/** The database schema: its migrations, and the columns of an event. */
@NullMarked
package io.tallystick.store.schema;

import org.jspecify.annotations.NullMarked;
