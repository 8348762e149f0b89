package io.tallystick.store.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** How a queue that knows only how long its batches took keeps within its time. */
class AdaptiveBatchLimitTest {

  private final AdaptiveBatchLimit limit =
      new AdaptiveBatchLimit(2_000, 20_000, Duration.ofMillis(200));
  private long nowNanos;

  /** A database that takes so many milliseconds for each batch, and so many more for each row. */
  private record Database(double fixedMillis, double rowMillis) {
    double millis(int rows) {
      return fixedMillis + rows * rowMillis;
    }
  }

  @Test
  void whileNothingIsKnownAllMayWait() {
    assertThat(limit.batchLimit()).isEqualTo(2_000);
    assertThat(limit.queueLimit()).isEqualTo(20_000);
  }

  @Test
  void smallBatchesOfAnIdleServiceLeaveRoomForABurst() {
    for (int i = 0; i < 100; i++) {
      record(1, 1);
    }

    assertThat(limit.batchLimit()).isEqualTo(2_000);
    assertThat(limit.queueLimit()).isEqualTo(2_000);
  }

  @Test
  void singleRequestsToAFarDatabaseLeaveRoomForABurst() {
    for (int i = 0; i < 12; i++) {
      record(1, 80);
    }

    assertThat(limit.batchLimit()).isEqualTo(2_000);
    assertThat(limit.queueLimit()).isEqualTo(2_000);
  }

  @Test
  void oneSlowFlushIsNotTakenForASlowDatabase() {
    underLoad(new Database(1, 0.02), 20);
    record(1_000, 800);

    assertThat(limit.batchLimit()).isEqualTo(1_000);
  }

  @Test
  void aSlowFlushOfTheFirstOfABurstLeavesRoomForTheOthers() {
    for (int i = 0; i < 12; i++) {
      record(1, 10);
    }
    record(50, 400);

    assertThat(limit.batchLimit()).isEqualTo(1_000);
  }

  @Test
  void onASlowDatabaseWhatIsAdmittedIsWrittenInTime() {
    Database slow = new Database(0, 0.2);
    underLoad(slow, 100);

    double batchMillis = slow.millis(limit.batchLimit());
    double waitMillis = slow.millis(limit.queueLimit());
    assertThat(batchMillis).isBetween(45.0, 50.0);
    assertThat(batchMillis + waitMillis + batchMillis).isLessThanOrEqualTo(200);
  }

  @Property
  void aFarDatabaseGetsAsLargeBatchesAsANearOne(
      @ForAll @DoubleRange(min = 0, max = 400) double before,
      @ForAll @DoubleRange(min = 0, max = 400) double after) {
    AdaptiveBatchLimitTest test = new AdaptiveBatchLimitTest();
    test.underLoad(new Database(before, 0.01), 30);
    assertThat(test.limit.batchLimit()).isEqualTo(2_000);

    // Another server takes over, nearer or farther away.
    test.underLoad(new Database(after, 0.01), 30);
    assertThat(test.limit.batchLimit()).isEqualTo(2_000);
  }

  @Test
  void aFarAndSlowDatabaseGetsTheRowsThatItWritesInTime() {
    underLoad(new Database(100, 0.2), 100);

    assertThat(limit.batchLimit()).isBetween(225, 280);
    assertThat(limit.queueLimit()).isEqualTo(limit.batchLimit());
  }

  @Test
  void batchesToAFarDatabaseFollowEachOtherAsFastAsItWritesThem() {
    for (int i = 0; i < 3; i++) {
      record(1, 40);
    }
    assertThat(limit.spacingMillis()).as("the time of a batch is unknown").isZero();

    behindAnother(100, 44, 4);
    assertThat(limit.spacingMillis()).isEqualTo(5);

    for (int i = 0; i < 100; i++) {
      behindAnother(10, 40.5, 0.5);
    }
    assertThat(limit.spacingMillis()).isEqualTo(2);
  }

  @Test
  void batchesToANearDatabaseWaitForAnAnswer() {
    record(1, 9);
    behindAnother(100, 10, 1);

    assertThat(limit.spacingMillis()).isZero();
  }

  @Test
  void itRecoversWithTheDatabase() {
    underLoad(new Database(0, 62), 40);
    assertThat(limit.batchLimit()).isEqualTo(16);

    underLoad(new Database(0, 0.02), 100);
    assertThat(limit.batchLimit()).isEqualTo(2_000);
    assertThat(limit.queueLimit()).isGreaterThan(4_000);
  }

  @Test
  void itRecoversIfTwoBatchesShareTheLimit() {
    underLoad(new Database(0, 0.2), 100);
    assertThat(limit.batchLimit()).isLessThan(300);

    for (int i = 0; i < 100; i++) {
      int rows = limit.batchLimit() / 2;
      record(rows, 0.02 * rows);
    }
    assertThat(limit.batchLimit()).isEqualTo(2_000);
  }

  @Test
  void aBatchThatTheDatabaseGaveUpIsNotTriedAtThatSizeAgain() {
    limit.recordTimeout(2_000);
    assertThat(limit.batchLimit()).isEqualTo(1_000);
    limit.recordTimeout(1);
    assertThat(limit.batchLimit()).isEqualTo(16);
  }

  @Property
  void theBoundsAreNeverLeft(
      @ForAll @Size(max = 50) List<@IntRange(min = 1, max = 2_000) Integer> rows,
      @ForAll @LongRange(max = 60_000_000_000L) long nanos,
      @ForAll boolean alone) {
    AdaptiveBatchLimit any = new AdaptiveBatchLimit(2_000, 20_000, Duration.ofMillis(200));
    long now = 0;
    for (int row : rows) {
      now += nanos;
      any.recordBatch(row, new CallTime(nanos, alone ? nanos : nanos / 2, alone, now));
      assertThat(any.batchLimit()).isBetween(16, 2_000);
      assertThat(any.queueLimit()).isBetween(any.batchLimit(), 20_000);
      assertThat(any.stallMillis()).isPositive();
    }
  }

  /** As the queue does if more wait than a batch may have. */
  private void underLoad(Database database, int batches) {
    for (int i = 0; i < batches; i++) {
      int rows = limit.isProbing() ? limit.smallBatch() : limit.batchLimit();
      record(rows, database.millis(rows));
    }
  }

  /** Records a batch that was sent while another one was in flight. */
  private void behindAnother(int rows, double sinceSent, double sincePrevious) {
    nowNanos += nanos(sincePrevious);
    limit.recordBatch(rows, new CallTime(nanos(sinceSent), nanos(sincePrevious), false, nowNanos));
  }

  private static long nanos(double millis) {
    return (long) (millis * TimeUnit.MILLISECONDS.toNanos(1));
  }

  private void record(int rows, double millis) {
    long nanos = nanos(millis);
    nowNanos += nanos;
    limit.recordBatch(rows, new CallTime(nanos, nanos, true, nowNanos));
  }
}
