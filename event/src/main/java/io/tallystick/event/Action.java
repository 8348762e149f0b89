package io.tallystick.event;

/** What was asked for. The code is that of the OCSF Entity Management activity. */
public enum Action {
  ISSUE(1),
  REVOKE(4);

  private final int code;

  Action(int code) {
    this.code = code;
  }

  /** OCSF {@code activity_id}: 1 is Create, 4 is Delete. Stored, so it never changes. */
  public int code() {
    return code;
  }

  /** The action that a stored code stands for. */
  public static Action ofCode(int code) {
    for (Action action : values()) {
      if (action.code == code) {
        return action;
      }
    }
    throw new IllegalArgumentException("no action has the code " + code);
  }
}
