package io.tallystick.eventlog.review;

/** Told how far a long run has come. */
@FunctionalInterface
public interface Progress {

  /** For runs that nobody watches. */
  Progress UNSEEN = (done, total) -> {};

  /**
   * Takes how far it is, in steps of the run's own.
   *
   * @param done so far
   * @param total in the end
   */
  void at(long done, long total);
}
