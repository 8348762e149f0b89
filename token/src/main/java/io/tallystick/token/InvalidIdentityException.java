package io.tallystick.token;

import io.tallystick.event.Defect;

/** A text is not the identity of a token. The message, for whoever sent it, says what is wrong. */
public final class InvalidIdentityException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Defect defect;

  InvalidIdentityException(Defect defect, String message) {
    super(message, null, false, false);
    this.defect = defect;
  }

  /** What is wrong, as events say it. */
  public Defect defect() {
    return defect;
  }

  /** The message, which is never missing. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
