package io.tallystick.eventlog.review;

/**
 * What a check came to.
 *
 * @param holds whether nothing was found that speaks against what was to be shown
 * @param sentence what was found, or what was checked
 */
public record Verdict(boolean holds, String sentence) {

  public static Verdict holds(String sentence) {
    return new Verdict(true, sentence);
  }

  static Verdict broken(String sentence) {
    return new Verdict(false, sentence);
  }
}
