/**
 * The HTTP server: the endpoints, the internal-network gate before them, and the error responses.
 * This is the only verticle that handles the secrets of tokens.
 */
@NullMarked
package io.tallystick.api;

import org.jspecify.annotations.NullMarked;
