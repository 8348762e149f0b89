package io.tallystick.api.endpoint;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.eventbus.FailureException;
import io.tallystick.eventbus.message.AuditLag;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tokens are issued as long as one event log keeps up, or none is there. */
class AuditLagGuardTest {

  private long now = Long.MAX_VALUE - 1;
  private final AuditLagGuard logs = new AuditLagGuard(() -> now);

  @Test
  void whereNoneIsThereTokensAreIssued() {
    assertIssuing();
  }

  @Test
  void oneThatKeepsUpIsEnough() {
    logs.update(new AuditLag("a", 5_000, true));
    assertNotIssuing();

    logs.update(new AuditLag("b", 0, false));
    assertIssuing();

    logs.update(new AuditLag("b", 5_000, true));
    assertNotIssuing();

    logs.update(new AuditLag("a", 10, false));
    assertIssuing();
  }

  @Test
  void oneThatIsNotHeardOfAnyMoreIsForgotten() {
    logs.update(new AuditLag("a", 5_000, true));
    now += TimeUnit.SECONDS.toNanos(9);
    assertNotIssuing();

    now += TimeUnit.SECONDS.toNanos(2);
    assertIssuing();
  }

  private void assertIssuing() {
    assertThatCode(logs::check).doesNotThrowAnyException();
  }

  private void assertNotIssuing() {
    assertThatThrownBy(logs::check).isInstanceOf(FailureException.class).hasMessage("AUDIT_BEHIND");
  }
}
