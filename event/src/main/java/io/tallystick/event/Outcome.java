package io.tallystick.event;

/** How an attempt ended. The code is the OCSF {@code status_id}. */
public enum Outcome {
  SUCCESS(1),
  REFUSED(2);

  private final int code;

  Outcome(int code) {
    this.code = code;
  }

  /** OCSF {@code status_id}: 1 is Success, 2 is Failure. Stored, so it never changes. */
  public int code() {
    return code;
  }

  /** The outcome that a stored code stands for. */
  public static Outcome ofCode(int code) {
    for (Outcome outcome : values()) {
      if (outcome.code == code) {
        return outcome;
      }
    }
    throw new IllegalArgumentException("no outcome has the code " + code);
  }
}
