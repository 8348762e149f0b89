package io.tallystick.launcher.postgres;

/** The service cannot start. The message is a sentence for the operator. */
public final class StartException extends Exception {

  private static final long serialVersionUID = 1L;

  /** An exception without a cause. */
  public StartException(String message) {
    super(message);
  }

  /** An exception with a cause, which is not shown to the operator. */
  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
