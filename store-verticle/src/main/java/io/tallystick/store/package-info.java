/**
 * The store: the only place with SQL. Writes go through one queue and one batch at a time; reads
 * through a pipelined pool of their own.
 */
@NullMarked
package io.tallystick.store;

import org.jspecify.annotations.NullMarked;
