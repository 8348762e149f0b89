package io.tallystick.auth;

import io.vertx.core.VertxException;

/** It cannot be told whether a token is valid, since the service gave no usable answer. */
public final class TallystickUnavailableException extends VertxException {

  private static final long serialVersionUID = 1L;

  TallystickUnavailableException(String message) {
    super(message, true);
  }

  TallystickUnavailableException(String message, Throwable cause) {
    super(message, cause, true);
  }
}
