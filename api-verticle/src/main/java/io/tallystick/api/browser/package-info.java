/**
 * What is different if a request comes from a browser, which also sends what foreign pages want.
 */
@NullMarked
package io.tallystick.api.browser;

import org.jspecify.annotations.NullMarked;
