/**
 * What happened to a token, who asked for it, and how it ended. Every module shares this model; it
 * depends on nothing but the JDK.
 */
@NullMarked
package io.tallystick.event;

import org.jspecify.annotations.NullMarked;
