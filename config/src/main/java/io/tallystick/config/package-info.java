/**
 * Settings: defaults, then a file, then the environment, then system properties, read into
 * immutable records that check themselves. Every fault of every key is reported at once.
 */
@NullMarked
package io.tallystick.config;

import org.jspecify.annotations.NullMarked;
