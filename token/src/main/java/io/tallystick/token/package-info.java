/**
 * The text form of a token: how it is written, parsed, and recognized in other text. Only this
 * package and the API verticle handle the secrets of tokens.
 */
@NullMarked
package io.tallystick.token;

import org.jspecify.annotations.NullMarked;
