/** The types of setting values, and the text form of each. */
@NullMarked
package io.tallystick.config.value;

import org.jspecify.annotations.NullMarked;
