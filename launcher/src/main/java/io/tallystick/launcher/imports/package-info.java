/** Files with tokens of another service, and their import. */
@NullMarked
package io.tallystick.launcher.imports;

import org.jspecify.annotations.NullMarked;
