package io.tallystick.event;

/** How a request ended. Its code is the OCSF {@code status_id}. */
public enum Outcome {
  /** The request was carried out. */
  SUCCESS(1),
  /** The request was refused and changed nothing. */
  REFUSED(2);

  private final int code;

  Outcome(int code) {
    this.code = code;
  }

  /** The OCSF {@code status_id}: 1 is Success, 2 is Failure. It is stored, so it never changes. */
  public int code() {
    return code;
  }

  /**
   * The outcome with this code.
   *
   * @throws IllegalArgumentException if no outcome has it
   */
  public static Outcome ofCode(int code) {
    for (Outcome outcome : values()) {
      if (outcome.code == code) {
        return outcome;
      }
    }
    throw new IllegalArgumentException("no outcome has the code " + code);
  }
}
