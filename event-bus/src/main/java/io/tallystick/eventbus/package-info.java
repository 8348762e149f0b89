/**
 * All that the verticles say to each other: addresses, immutable messages, their codec, and the
 * failures that a request can end with. Messages pass by reference inside a node.
 */
@NullMarked
package io.tallystick.eventbus;

import org.jspecify.annotations.NullMarked;
