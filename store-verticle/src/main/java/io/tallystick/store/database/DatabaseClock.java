package io.tallystick.store.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares three clocks: the clock of the database, the clock of this node, and the time that has
 * passed on this node by its monotonic clock. What cannot be undone is done only if they agree.
 *
 * <p>Lives on one event loop.
 */
public final class DatabaseClock {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
  // Over a longer time, a clock that is slewed slightly would look as if it had been set.
  private static final Duration ANCHOR_AGE = Duration.ofHours(1);

  private final Duration maxSkew;
  private final InstantSource nodeClock;
  private final LongSupplier nanoClock;
  // Atomic, because the thread that scrapes the metrics reads it.
  private final AtomicLong skewMillis = new AtomicLong();
  private Instant anchor;
  private long anchorNanos;
  private boolean agreed = true;
  private @Nullable Instant observed;
  private long observedNanos;

  /**
   * Creates a clock that has not heard of the database yet.
   *
   * @param maxSkew how much the clocks may differ
   * @param nodeClock the clock of this node
   * @param nanoClock as {@link System#nanoTime}
   */
  public DatabaseClock(
      Duration maxSkew, InstantSource nodeClock, LongSupplier nanoClock, MeterRegistry meters) {
    this.maxSkew = maxSkew;
    this.nodeClock = nodeClock;
    this.nanoClock = nanoClock;
    this.anchor = nodeClock.instant();
    this.anchorNanos = nanoClock.getAsLong();
    Gauge.builder("tallystick.store.clock.skew", skewMillis, millis -> millis.get() / 1_000.0)
        .description(
            "Seconds by which the clock of the database is ahead of the clock of this node")
        .baseUnit("seconds")
        .register(meters);
  }

  /**
   * The time of the database by what it has said last, whatever this node's clock says now. Before
   * it has said anything, it is the time of this node.
   */
  public Instant databaseTime() {
    return observed == null
        ? nodeClock.instant()
        : observed.plusNanos(nanoClock.getAsLong() - observedNanos);
  }

  /** Takes note of the time of the database, as of now. */
  public void observe(Instant databaseTime) {
    observed = databaseTime;
    observedNanos = nanoClock.getAsLong();
    Duration skew = Duration.between(nodeClock.instant(), databaseTime);
    skewMillis.set(skew.toMillis());
    Duration leap = leap();
    boolean agree = isSmall(skew) && isSmall(leap);
    if (agree != agreed) {
      agreed = agree;
      if (agree) {
        LOG.info("The clocks of the database and of this node agree again");
      } else {
        LOG.error(
            "Clocks disagree by more than {}: the database is {} ahead of this node, and this node's"
                + " clock was moved by {}. No tokens are purged until they agree. Set the wrong"
                + " clock, or restart the node if its clock was corrected.",
            maxSkew,
            skew,
            leap);
      }
    }
  }

  /** How much the clocks may differ. */
  public Duration maxSkew() {
    return maxSkew;
  }

  /** The time of this node. */
  public Instant nodeTime() {
    return nodeClock.instant();
  }

  /**
   * Whether the clocks agreed when the database was last heard of, and this node's clock was not
   * set since.
   */
  public boolean isAgreed() {
    return agreed && isSmall(leap());
  }

  /** By how much this node's clock was set forward or back. */
  private Duration leap() {
    Instant now = nodeClock.instant();
    Duration passed = Duration.ofNanos(nanoClock.getAsLong() - anchorNanos);
    Duration leap = Duration.between(anchor.plus(passed), now);
    if (passed.compareTo(ANCHOR_AGE) > 0 && isSmall(leap)) {
      anchor = now;
      anchorNanos = nanoClock.getAsLong();
    }
    return leap;
  }

  private boolean isSmall(Duration difference) {
    return difference.abs().compareTo(maxSkew) <= 0;
  }
}
