package io.tallystick.store.write;

import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the database did with one request of a batch. */
public sealed interface WriteResult {

  /** One answer for each case there is. (A switch over sealed types comes with Java 21.) */
  <R> R match(Function<Applied, R> stands, Supplier<R> nothing, Supplier<R> conflict);

  /**
   * It is done and committed, now or when it was sent before.
   *
   * @param at the database's time of the deed
   * @param seq number of its event, or a higher one
   * @param now whether this batch has done it; only then is {@code seq} exact
   */
  record Applied(Instant at, long seq, boolean now) implements WriteResult {
    @Override
    public <R> R match(Function<Applied, R> stands, Supplier<R> nothing, Supplier<R> conflict) {
      return stands.apply(this);
    }
  }

  /** There was no live token to revoke. */
  record NoMatch() implements WriteResult {
    @Override
    public <R> R match(Function<Applied, R> stands, Supplier<R> nothing, Supplier<R> conflict) {
      return nothing.get();
    }
  }

  /** The token's id stands for another token. */
  record IdConflict() implements WriteResult {
    @Override
    public <R> R match(Function<Applied, R> stands, Supplier<R> nothing, Supplier<R> conflict) {
      return conflict.get();
    }
  }
}
