/**
 * How the verticles talk to each other: the addresses, the immutable messages, their codec, and the
 * failures that a request can end with. Inside a node, messages are passed by reference.
 */
@NullMarked
package io.tallystick.eventbus;

import org.jspecify.annotations.NullMarked;
