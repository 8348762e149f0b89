package io.tallystick.api.feed;

/**
 * How far the tail of the revocations has come.
 *
 * @param upTo it has found all revocations up to this event number
 * @param asOfNanos it has found all that were committed before this time ({@link System#nanoTime})
 * @param history another number if the database was replaced by an earlier state of itself, so that
 *     its numbers have other events now
 */
record Position(long upTo, long asOfNanos, int history) {}
