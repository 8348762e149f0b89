package io.tallystick.eventlog.review;

/** Is told how far a long run has come. */
@FunctionalInterface
public interface Progress {

  /** Ignores the progress. */
  Progress UNSEEN = (done, total) -> {};

  /**
   * Takes the progress, in a unit that the run chooses.
   *
   * @param done how much is done
   * @param total how much there is to do
   */
  void at(long done, long total);
}
