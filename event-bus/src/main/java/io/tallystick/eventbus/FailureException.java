package io.tallystick.eventbus;

/** The exception of a future that fails with a {@link Failure}. */
public final class FailureException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Failure failure;

  FailureException(Failure failure) {
    super(failure.name(), null, false, false);
    this.failure = failure;
  }

  /** Why the request failed. */
  public Failure failure() {
    return failure;
  }
}
