/** The commands of the benchmark, the servers that they measure, and the report. */
@NullMarked
package io.tallystick.bench;

import org.jspecify.annotations.NullMarked;
