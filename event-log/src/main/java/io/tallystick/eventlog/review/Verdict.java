package io.tallystick.eventlog.review;

import org.jspecify.annotations.Nullable;

/**
 * The result of a check.
 *
 * @param holds whether the check succeeded
 * @param sentence what was checked, or what was found to be wrong. It may contain text from the
 *     files as it is, such as the name of a log
 * @param line the line that was proved to be in the log; null if the check was about something else
 */
public record Verdict(boolean holds, String sentence, @Nullable String line) {

  /** The result of a check that was not about a single line. */
  public Verdict(boolean holds, String sentence) {
    this(holds, sentence, null);
  }

  /** The check succeeded. */
  static Verdict holds(String sentence) {
    return new Verdict(true, sentence);
  }

  /** The check failed. */
  static Verdict broken(String sentence) {
    return new Verdict(false, sentence);
  }
}
