package io.tallystick.store.database;

/** The service cannot start with its database. The message is a sentence for the operator. */
public final class UnusableDatabaseException extends Exception {

  private static final long serialVersionUID = 1L;

  /** An exception with the reason, in words of the server or of the service. */
  public UnusableDatabaseException(String reason) {
    super("the database cannot be used: " + reason);
  }

  /** An exception with the reason, and a cause, which is not shown to the operator. */
  public UnusableDatabaseException(String reason, Throwable cause) {
    super("the database cannot be used: " + reason, cause);
  }

  /** The message of another exception, and what to do about it. */
  public UnusableDatabaseException(Throwable cause, String advice) {
    super(cause.getMessage() + "; " + advice, cause);
  }
}
