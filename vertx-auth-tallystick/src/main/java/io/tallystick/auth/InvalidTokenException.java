package io.tallystick.auth;

import io.vertx.core.VertxException;

/** A token is unknown, expired, revoked or mistyped. */
public final class InvalidTokenException extends VertxException {

  private static final long serialVersionUID = 1L;

  InvalidTokenException() {
    super("the token is not valid", true);
  }
}
