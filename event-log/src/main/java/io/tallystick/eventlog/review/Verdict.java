package io.tallystick.eventlog.review;

/**
 * The result of a check.
 *
 * @param holds whether the check succeeded
 * @param sentence what was checked, or what was found to be wrong
 */
public record Verdict(boolean holds, String sentence) {

  /** The check succeeded. */
  static Verdict holds(String sentence) {
    return new Verdict(true, sentence);
  }

  /** The check failed. */
  static Verdict broken(String sentence) {
    return new Verdict(false, sentence);
  }
}
