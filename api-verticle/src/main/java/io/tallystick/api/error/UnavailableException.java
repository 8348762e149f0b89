package io.tallystick.api.error;

/** A request that is not served now. The caller gets the detail with a 503. */
public final class UnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a stack trace, since it is an expected answer.
   *
   * @param detail a sentence for the caller that says why, and what to do
   */
  public UnavailableException(String detail) {
    super(detail, null, false, false);
  }

  /** The value of {@code detail} in the response. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
