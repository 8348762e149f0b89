package io.tallystick.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a cached token is used, and when not. */
class TokenCacheTest {

  private static final Duration BOUND = Duration.ofSeconds(2);
  private static final Duration AGE = Duration.ofMinutes(1);
  private static final TokenKey KEY = TokenKey.of("a token");
  private static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong(-5);
  private Instant wallTime = NOW;
  private final ValidToken token =
      new ValidToken(UUID.randomUUID(), NOW.plusSeconds(10).toEpochMilli(), Map.of());
  private final TokenCache cache =
      new TokenCache(
          new TallystickAuthOptions.Cache(10, BOUND, AGE),
          Duration.ofSeconds(5),
          nanos::get,
          () -> wallTime);

  @BeforeEach
  void theFeedIsFresh() {
    cache.beginEra();
    cache.freshAsOf(nanos.get());
  }

  @Test
  void aTokenIsUsedWhileTheFeedIsFresh() {
    cache.put(KEY, token, cache.era());

    assertThat(cache.find(KEY)).isSameAs(token);
    pass(BOUND);
    assertThat(cache.find(KEY)).isSameAs(token);
    pass(Duration.ofNanos(1));
    assertThat(cache.isFresh()).isFalse();
    assertThat(cache.find(KEY)).isNull();
    cache.freshAsOf(nanos.get());
    assertThat(cache.find(KEY)).isSameAs(token);
  }

  @Test
  void aHeartbeatThatComesLateIsAsOldAsItIs() {
    cache.put(KEY, token, cache.era());
    long sent = nanos.get();
    pass(BOUND.plusNanos(1));

    cache.freshAsOf(sent);

    assertThat(cache.find(KEY)).isNull();
  }

  @Test
  void aClockOfTheServiceThatIsFasterMakesNothingFresherThanNow() {
    cache.put(KEY, token, cache.era());

    cache.freshAsOf(nanos.get() + AGE.toNanos());
    pass(BOUND.plusNanos(1));

    assertThat(cache.find(KEY)).isNull();
  }

  @Test
  void aRevocationEndsATokenWhicheverComesFirst() {
    int asked = cache.era();
    cache.put(KEY, token, asked);
    cache.revoke(token.id());
    assertThat(cache.find(KEY)).isNull();

    // The answer of the service was on its way meanwhile.
    cache.put(KEY, token, asked);
    assertThat(cache.find(KEY)).isNull();
  }

  @Test
  void aRevocationIsKnownAsLongAsAnAnswerMayBeKept() {
    cache.revoke(token.id());
    pass(Duration.ofSeconds(5));
    cache.put(KEY, token, cache.era());
    pass(AGE.minusNanos(1));
    cache.freshAsOf(nanos.get());

    assertThat(cache.find(KEY)).isNull();
  }

  @Test
  void anAnswerFromBeforeAGapIsNotUsed() {
    int asked = cache.era();
    cache.beginEra();
    cache.put(KEY, token, asked);
    assertThat(cache.find(KEY)).isNull();

    cache.put(KEY, token, cache.era());
    cache.beginEra();
    assertThat(cache.find(KEY)).isNull();
  }

  @Test
  void beforeTheFeedHasBegunNothingIsUsed() {
    TokenCache early =
        new TokenCache(
            TallystickAuthOptions.Cache.of(10), Duration.ofSeconds(5), nanos::get, () -> wallTime);

    early.put(KEY, token, early.era());

    assertThat(early.isFresh()).isFalse();
    assertThat(early.find(KEY)).isNull();
  }

  @Test
  void aTokenThatHasExpiredIsNotUsed() {
    cache.put(KEY, token, cache.era());

    wallTime = NOW.plusSeconds(10);

    assertThat(cache.find(KEY)).isNull();
  }

  @Test
  void aTokenIsForgottenWhenItIsOld() {
    cache.put(KEY, token, cache.era());
    pass(AGE);
    cache.freshAsOf(nanos.get());

    assertThat(cache.find(KEY)).isNull();
  }

  @Test
  void aFloodOfRevocationsForgetsAllInsteadOfFillingTheMemory() {
    int era = cache.era();
    cache.put(KEY, token, era);
    for (int i = 0; i < 300_000; i++) {
      cache.revoke(new UUID(1, i));
    }

    assertThat(cache.era()).isGreaterThan(era);
    assertThat(cache.find(KEY)).isNull();
  }

  @Test
  void aTokenStandsForItselfByItsHashOnly() {
    assertThat(TokenKey.of("a token")).isEqualTo(KEY);
    assertThat(TokenKey.of("a tokem")).isNotEqualTo(KEY);
    assertThat(KEY.toString()).doesNotContain("token").doesNotContain(Long.toString(KEY.first()));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
