package io.tallystick.store.write;

import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;

/** The result of one request of a batch. */
public sealed interface WriteResult {

  /** Calls the function of the matching case. (Java 17 has no switch over sealed types.) */
  <R> R match(Function<Applied, R> ifApplied, Supplier<R> ifNoMatch, Supplier<R> ifIdConflict);

  /**
   * The request is done and committed, by this batch or by an earlier one with the same request.
   *
   * @param at when it was done, by the database's clock
   * @param seq the number of its event, or a higher one
   * @param now whether this batch has done it; only then is {@code seq} exact
   */
  record Applied(Instant at, long seq, boolean now) implements WriteResult {
    @Override
    public <R> R match(
        Function<Applied, R> ifApplied, Supplier<R> ifNoMatch, Supplier<R> ifIdConflict) {
      return ifApplied.apply(this);
    }
  }

  /** No live token matches the revoke. */
  record NoMatch() implements WriteResult {
    @Override
    public <R> R match(
        Function<Applied, R> ifApplied, Supplier<R> ifNoMatch, Supplier<R> ifIdConflict) {
      return ifNoMatch.get();
    }
  }

  /** Another token already has the id of the issue, or another identity the imported token. */
  record IdConflict() implements WriteResult {
    @Override
    public <R> R match(
        Function<Applied, R> ifApplied, Supplier<R> ifNoMatch, Supplier<R> ifIdConflict) {
      return ifIdConflict.get();
    }
  }
}
