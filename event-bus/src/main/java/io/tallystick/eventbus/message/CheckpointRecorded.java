package io.tallystick.eventbus.message;

import java.util.List;

/**
 * What is recorded of checkpoints.
 *
 * @param previousKnown whether the database remembers one at least as large as the sender's
 *     previous one; where not, it has been restored from before it, and nothing was recorded now
 * @param ownHighest lines in the largest that the sender's key has recorded, this one included
 * @param earlier of each key, the sender's too, the largest that was there before and has no more
 *     lines than this one: all are beginnings of the same log, or one of them was changed
 */
public record CheckpointRecorded(
    boolean previousKnown, long ownHighest, List<LogCheckpoint> earlier) implements Message {

  public CheckpointRecorded {
    earlier = List.copyOf(earlier);
  }
}
