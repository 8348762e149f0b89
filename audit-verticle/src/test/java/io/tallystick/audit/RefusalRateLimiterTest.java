package io.tallystick.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.Action;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.Reason;
import io.tallystick.testing.SampleEvents;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Floods of refused attempts: few events, and no attempt uncounted. */
class RefusalRateLimiterTest {

  private final RefusalRateLimiter flood = new RefusalRateLimiter(3);

  @Test
  void aPeerHasSoManyEventsAMinute() {
    assertThat(admitted("10.0.0.1", 10)).isEqualTo(3);
    assertThat(admitted("10.0.0.2", 2)).isEqualTo(2);

    List<Refusal> summaries = flood.summaries();

    assertThat(summaries).hasSize(1);
    assertThat(summaries.get(0).count()).isEqualTo(7);
    assertThat(summaries.get(0).origin().peer()).isEqualTo("10.0.0.1");
    assertThat(summaries.get(0).identity()).isNull();
    assertThat(flood.groups()).isZero();
    assertThat(admitted("10.0.0.1", 1)).isZero();
    flood.nextMinute();
    assertThat(admitted("10.0.0.1", 4)).isEqualTo(3);
  }

  @Test
  void whatIsNotAlikeIsToldApart() {
    admitted("10.0.0.1", 3);
    take("10.0.0.1", Action.ISSUE, Reason.BAD_REQUEST);
    take("10.0.0.1", Action.REVOKE, Reason.BAD_REQUEST);
    take("10.0.0.1", Action.REVOKE, Reason.NO_LIVE_TOKEN);
    take("10.0.0.1", Action.REVOKE, Reason.NO_LIVE_TOKEN);

    assertThat(flood.summaries()).extracting(Refusal::count).containsExactlyInAnyOrder(1, 1, 2);
  }

  @Test
  void aNetworkOfIpv6IsOnePeer() {
    assertThat(admitted("fd00::1", 2) + admitted("fd00::2", 2) + admitted("fd00::ffff:3", 2))
        .isEqualTo(3);
    assertThat(admitted("fd00:0:0:1::1", 2)).isEqualTo(2);
  }

  @Test
  void manyPeersTogetherHaveTenTimesAsMany() {
    int all = 0;
    for (int i = 0; i < 100; i++) {
      all += admitted("10.1.0." + i, 1);
    }

    assertThat(all).isEqualTo(30);
    assertThat(flood.summaries()).hasSize(70);
  }

  @Test
  void howeverManyPeersThereAreEventsAreFewAndNoneIsUncounted() {
    long admitted = 0;
    for (int i = 0; i < 50_000; i++) {
      admitted += admitted("10.%d.%d.%d".formatted(i >> 16, (i >> 8) & 255, i & 255), 1);
    }

    assertThat(flood.groups()).isLessThanOrEqualTo(RefusalRateLimiter.MAX_GROUPS);
    List<Refusal> summaries = flood.summaries();
    assertThat(admitted + summaries.stream().mapToLong(Refusal::count).sum()).isEqualTo(50_000);
    assertThat(summaries).anyMatch(summary -> summary.origin().peer().equals("::"));
  }

  private int admitted(String peer, int attempts) {
    int admitted = 0;
    for (int i = 0; i < attempts; i++) {
      admitted += take(peer, Action.REVOKE, Reason.NOT_A_TOKEN) ? 1 : 0;
    }
    return admitted;
  }

  private boolean take(String peer, Action action, Reason reason) {
    Refusal attempt =
        SampleEvents.refusal(
            UUID.randomUUID(),
            action,
            reason,
            "someone",
            null,
            Instant.parse("2026-11-24T03:00:00Z"),
            SampleEvents.origin(peer, null, "request", "agent"));
    boolean admits = flood.tryAdmit(attempt);
    if (!admits) {
      flood.count(attempt);
    }
    return admits;
  }
}
