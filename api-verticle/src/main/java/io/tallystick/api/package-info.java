/**
 * HTTP: the endpoints, the gate before them, the token's text form, the shape of errors. The one
 * place that ever holds a token's secret.
 */
@NullMarked
package io.tallystick.api;

import org.jspecify.annotations.NullMarked;
