/**
 * The store: the only verticle that uses SQL. Writes go through one queue, in batches. Reads go
 * through a pool of pipelined connections.
 */
@NullMarked
package io.tallystick.store;

import org.jspecify.annotations.NullMarked;
