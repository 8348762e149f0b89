/**
 * The model of an audit event: what happened to a token, who asked for it, and how it ended. All
 * modules share it. It depends only on the JDK.
 */
@NullMarked
package io.tallystick.event;

import org.jspecify.annotations.NullMarked;
