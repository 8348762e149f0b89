package io.tallystick.eventbus;

/** Carries a {@link Failure} through a future. */
public final class FailureException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Failure failure;

  public FailureException(Failure failure) {
    super(failure.name(), null, false, false);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
