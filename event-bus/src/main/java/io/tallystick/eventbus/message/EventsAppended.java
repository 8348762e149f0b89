package io.tallystick.eventbus.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply to {@link AppendEvents}.
 *
 * @param seq the highest number of the events that are committed, or a higher one; 0 if none is
 * @param results the result of each attempt, in the same order; empty if all of them are committed
 */
public record EventsAppended(
    long seq, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Result> results) implements Message {

  /** What became of an attempt. */
  public enum Result {
    /** Its event is committed. */
    WRITTEN,
    /** Too many requests are queued. Send fewer at once. */
    OVERLOADED,
    /** The database did not answer in time. Send it again. */
    UNAVAILABLE,
    /** The database rejects a value of this event, and will reject it again. */
    REJECTED
  }

  /** Copies the list. A missing list, as from an older release, is an empty one. */
  public EventsAppended(long seq, @Nullable List<Result> results) {
    this.seq = seq;
    this.results = results == null ? List.of() : List.copyOf(results);
  }

  /** The reply if all events are committed. */
  public static EventsAppended all(long seq) {
    return new EventsAppended(seq, List.of());
  }

  /** The result of the attempt at an index. */
  public Result result(int index) {
    return results.isEmpty() ? Result.WRITTEN : results.get(index);
  }
}
