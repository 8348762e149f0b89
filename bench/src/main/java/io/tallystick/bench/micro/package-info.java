/** Single parts, measured by JMH. */
@NullMarked
package io.tallystick.bench.micro;

import org.jspecify.annotations.NullMarked;
