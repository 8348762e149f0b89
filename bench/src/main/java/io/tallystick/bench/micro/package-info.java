/** JMH benchmarks of single parts, and a counter of allocations. */
@NullMarked
package io.tallystick.bench.micro;

import org.jspecify.annotations.NullMarked;
