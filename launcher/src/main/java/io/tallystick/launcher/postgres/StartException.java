package io.tallystick.launcher.postgres;

/** The service cannot start; the message is a sentence for whoever started it. */
public final class StartException extends Exception {

  private static final long serialVersionUID = 1L;

  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
