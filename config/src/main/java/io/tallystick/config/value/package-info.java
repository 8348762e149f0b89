/** The types of values, and how each is written as text. */
@NullMarked
package io.tallystick.config.value;

import org.jspecify.annotations.NullMarked;
