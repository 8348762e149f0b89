/**
 * The text form of a token: how it is written, checked and recognized in other text. It is the only
 * code, next to the API verticle, that ever holds the secret of a token.
 */
@NullMarked
package io.tallystick.token;

import org.jspecify.annotations.NullMarked;
