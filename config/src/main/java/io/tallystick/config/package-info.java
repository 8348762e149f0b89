/**
 * Settings, read from defaults, a file, the environment and system properties. Each setting is
 * declared once, next to the accessor of its value. All faults of all settings are reported
 * together.
 */
@NullMarked
package io.tallystick.config;

import org.jspecify.annotations.NullMarked;
