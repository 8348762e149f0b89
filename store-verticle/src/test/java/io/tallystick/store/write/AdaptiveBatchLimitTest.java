package io.tallystick.store.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** How a queue that knows only how long its batches took keeps within its time. */
class AdaptiveBatchLimitTest {

  private final AdaptiveBatchLimit pace =
      new AdaptiveBatchLimit(2_000, 20_000, Duration.ofMillis(200));

  @Test
  void whileNothingIsKnownAllMayWait() {
    assertThat(pace.batchLimit()).isEqualTo(2_000);
    assertThat(pace.queueLimit()).isEqualTo(20_000);
  }

  @Test
  void smallBatchesOfAnIdleServiceLeaveRoomForABurst() {
    for (int i = 0; i < 100; i++) {
      pace.recordBatch(1, millis(1));
    }

    assertThat(pace.batchLimit()).isEqualTo(2_000);
    assertThat(pace.queueLimit()).isEqualTo(2_000);
  }

  @Test
  void oneSlowFlushIsNotTakenForASlowDatabase() {
    pace.recordBatch(1, millis(800));

    assertThat(pace.batchLimit()).isEqualTo(1_000);
    assertThat(pace.queueLimit()).isEqualTo(1_000);
  }

  @Test
  void onASlowDatabaseWhatIsAdmittedIsWrittenInTime() {
    int rowsASecond = 5_000;
    for (int i = 0; i < 100; i++) {
      int rows = pace.batchLimit();
      pace.recordBatch(rows, TimeUnit.SECONDS.toNanos(rows) / rowsASecond);
    }

    double batchMillis = 1_000.0 * pace.batchLimit() / rowsASecond;
    double waitMillis = 1_000.0 * pace.queueLimit() / rowsASecond;
    assertThat(batchMillis).isBetween(45.0, 50.0);
    assertThat(batchMillis + waitMillis + batchMillis).isLessThanOrEqualTo(200);
  }

  @Test
  void itRecoversWithTheDatabase() {
    for (int i = 0; i < 20; i++) {
      pace.recordBatch(pace.batchLimit(), millis(1_000));
    }
    assertThat(pace.batchLimit()).isEqualTo(16);

    for (int i = 0; i < 100; i++) {
      int rows = pace.batchLimit();
      pace.recordBatch(rows, TimeUnit.MICROSECONDS.toNanos(20L * rows));
    }
    assertThat(pace.batchLimit()).isEqualTo(2_000);
    assertThat(pace.queueLimit()).isGreaterThan(4_000);
  }

  @Test
  void itRecoversWhereTwoBatchesShareTheBound() {
    pace.recordBatch(1, millis(800));
    pace.recordBatch(1, millis(800));
    assertThat(pace.batchLimit()).isEqualTo(500);

    for (int i = 0; i < 100; i++) {
      int rows = pace.batchLimit() / 2;
      pace.recordBatch(rows, TimeUnit.MICROSECONDS.toNanos(20L * rows));
    }
    assertThat(pace.batchLimit()).isEqualTo(2_000);
  }

  @Property
  void theBoundsAreNeverLeft(
      @ForAll @Size(max = 50) java.util.List<@IntRange(min = 1, max = 2_000) Integer> rows,
      @ForAll @LongRange(max = 60_000_000_000L) long nanos) {
    AdaptiveBatchLimit any = new AdaptiveBatchLimit(2_000, 20_000, Duration.ofMillis(200));
    for (int row : rows) {
      any.recordBatch(row, nanos);
      assertThat(any.batchLimit()).isBetween(16, 2_000);
      assertThat(any.queueLimit()).isBetween(any.batchLimit(), 20_000);
    }
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
