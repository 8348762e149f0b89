/** Endpoints for operators: tokens are listed, looked up and revoked by their public ids. */
@NullMarked
package io.tallystick.api.tokens;

import org.jspecify.annotations.NullMarked;
