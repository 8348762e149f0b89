/** A running node: its Vert.x, its cluster, its verticles and its metrics. */
@NullMarked
package io.tallystick.launcher.node;

import org.jspecify.annotations.NullMarked;
