/** What every answer has, whatever it says: ids of its request, and headers for browsers. */
@NullMarked
package io.tallystick.api.answer;

import org.jspecify.annotations.NullMarked;
