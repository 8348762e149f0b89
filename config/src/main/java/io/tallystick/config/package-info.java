/**
 * Settings, read from defaults, a file, the environment and system properties. Each setting is
 * declared once, beside the accessor of its value. Every fault of every setting is reported at
 * once.
 */
@NullMarked
package io.tallystick.config;

import org.jspecify.annotations.NullMarked;
