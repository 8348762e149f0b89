/** A running node: its Vert.x, its cluster, its verticles, its meters. */
@NullMarked
package io.tallystick.launcher.node;

import org.jspecify.annotations.NullMarked;
