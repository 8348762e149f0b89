package io.tallystick.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When the files are too far behind for tokens to be issued. */
class EventLogLagTest {

  private final AtomicLong nanos = new AtomicLong(1);
  private final EventLogLag lag = new EventLogLag(100, nanos::get);

  @Test
  void aNodeThatBeginsIsBehindButNotTooFar() {
    lag.committed(5_000);
    lag.written(10);

    assertThat(lag.events()).isEqualTo(4_990);
    assertThat(lag.isTooFar()).isFalse();
  }

  @Test
  void filesThatCannotBeWrittenAreTooFarBehindPastTheBound() {
    lag.committed(1_000);
    lag.written(900);
    lag.failed();
    assertThat(lag.isFailing()).isTrue();
    assertThat(lag.isTooFar()).isFalse();

    lag.committed(1_001);
    assertThat(lag.isTooFar()).isTrue();

    lag.written(1_001);
    assertThat(lag.isFailing()).isFalse();
    assertThat(lag.isTooFar()).isFalse();
  }

  @Test
  void filesThatAreWrittenTooSlowlyAreTooFarBehindOnceTheyHaveKeptUp() {
    lag.committed(50);
    lag.written(50);
    lag.committed(500);
    lag.written(60);

    assertThat(lag.isTooFar()).isTrue();
  }

  @Test
  void aWriteThatDoesNotReturnIsAFailure() {
    EventLogLag stuck = new EventLogLag(100, nanos::get);
    stuck.committed(5_000);
    stuck.writing();
    assertThat(stuck.isTooFar()).isFalse();

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));

    assertThat(stuck.isTooFar()).isTrue();
  }
}
