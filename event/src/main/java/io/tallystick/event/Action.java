package io.tallystick.event;

/**
 * What the caller asked for. Its code is the {@code activity_id} of the OCSF class Entity
 * Management.
 */
public enum Action {
  /** A token was to be issued. */
  ISSUE(1),
  /** A token was to be revoked. */
  REVOKE(4),
  /** A token that was made elsewhere was to be taken over. */
  IMPORT(6),
  /** All tokens of an identity were to be revoked. */
  REVOKE_ALL(99);

  private final int code;

  Action(int code) {
    this.code = code;
  }

  /**
   * The OCSF {@code activity_id}: 1 is Create, 4 is Delete, 6 is Enroll, 99 is Other, which has a
   * name of our own. It is stored, so it never changes.
   */
  public int code() {
    return code;
  }

  /**
   * The action with this code.
   *
   * @throws IllegalArgumentException if no action has it
   */
  public static Action ofCode(int code) {
    for (Action action : values()) {
      if (action.code == code) {
        return action;
      }
    }
    throw new IllegalArgumentException("no action has the code " + code);
  }
}
