package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply to {@link RecordCheckpoint}: which checkpoints are recorded.
 *
 * @param previousKnown whether the database has a checkpoint at least as large as the sender's
 *     previous one. If it has none, the database was restored from a backup older than that
 *     checkpoint, and nothing was recorded now
 * @param ownHighest the number of lines in the largest checkpoint recorded for the sender's key,
 *     this one included
 * @param earlier for each key, the sender's included, the largest earlier checkpoint that has no
 *     more lines than this one. If none of the logs was changed, each of them is a prefix of the
 *     same log
 * @param server the database server that has answered, as host:port; null if it is not known
 */
public record CheckpointRecorded(
    boolean previousKnown,
    long ownHighest,
    List<LogCheckpoint> earlier,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String server)
    implements Message {

  /** Copies the list. */
  public CheckpointRecorded {
    earlier = List.copyOf(earlier);
  }

  /** A reply of a server that is not known. */
  public CheckpointRecorded(boolean previousKnown, long ownHighest, List<LogCheckpoint> earlier) {
    this(previousKnown, ownHighest, earlier, null);
  }
}
