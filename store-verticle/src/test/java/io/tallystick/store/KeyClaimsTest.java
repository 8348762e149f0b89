package io.tallystick.store;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.ClaimKey;
import io.tallystick.eventbus.message.IssueTerms;
import io.tallystick.eventbus.message.KeyClaimed;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was first sent under an idempotency key is kept until its window is over. */
class KeyClaimsTest {

  private static final Random RANDOM = new Random();
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final String url = TestPostgres.shared().newDatabase();
  private Store store;

  @BeforeEach
  void start() {
    store = Store.start(url);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void theFirstClaimOfAKeyStands() {
    String scope = hex(32);
    ClaimKey first = claim(scope, DAY);

    KeyClaimed claimed = store.ask(Address.CLAIM_KEY, first);
    KeyClaimed again =
        store.ask(Address.CLAIM_KEY, claim(scope, new IssueTerms("other", 1, 2, true)));

    assertThat(claimed)
        .isEqualTo(
            new KeyClaimed(
                first.fingerprint(), first.nonce(), first.keyId(), first.at(), first.terms()));
    assertThat(again).isEqualTo(claimed);
  }

  @Test
  void ofManyClaimsAtTwoStoresTheSameOneStandsForAll() {
    try (Store other = Store.start(url)) {
      List<Future<KeyClaimed>> sent = new ArrayList<>();
      List<String> scopes = Stream.generate(() -> hex(32)).limit(50).toList();
      for (int i = 0; i < 40; i++) {
        for (String scope : scopes) {
          sent.add((i % 2 == 0 ? store : other).send(Address.CLAIM_KEY, claim(scope, DAY)));
        }
      }
      Store.await(Future.all(sent));

      for (int scope = 0; scope < scopes.size(); scope++) {
        KeyClaimed first = sent.get(scope).result();
        for (int i = scope; i < sent.size(); i += scopes.size()) {
          assertThat(sent.get(i).result()).isEqualTo(first);
        }
      }
    }
  }

  @Test
  void aKeyIsFreeAgainWhenItsWindowIsOver() {
    String scope = hex(32);
    KeyClaimed first = store.ask(Address.CLAIM_KEY, claim(scope, 1));

    await()
        .until(
            () -> !store.ask(Address.CLAIM_KEY, claim(scope, DAY)).nonce().equals(first.nonce()));
    KeyClaimed second = store.ask(Address.CLAIM_KEY, claim(scope, DAY));
    assertThat(store.ask(Address.CLAIM_KEY, claim(scope, DAY))).isEqualTo(second);
  }

  @Test
  void noKeyIsKeptForLongerThanHalfOfTheTimeForWhichDeadTokensAre() throws Exception {
    store.ask(Address.CLAIM_KEY, claim(hex(32), DAY));

    assertThat(
            Store.number(
                url,
                "select extract(epoch from kept_until - clock_timestamp()) from tallystick.idempotency_key"))
        .isBetween(Store.RETENTION.toSeconds() / 2 - 600, Store.RETENTION.toSeconds() / 2);
  }

  @Test
  void keysAreErasedInStepsWhenTheirWindowIsLongOver() throws Exception {
    store.ask(Address.CLAIM_KEY, claim(hex(32), DAY));
    Store.execute(
        url,
        """
        insert into tallystick.idempotency_key
        select sha256(i::text::bytea), sha256(''), sha256(''), repeat('0', 16), now(),
               'tally', 1, 1, false, now() - i * interval '10 ms'
        from generate_series(1, 10000) i
        """);

    await().until(() -> keys() < 10_001);
    // Until a minute ago they may still be read by a claim that has found them.
    await()
        .until(
            () ->
                Store.number(
                        url,
                        "select count(*) from tallystick.idempotency_key"
                            + " where kept_until < now() - interval '80 s'")
                    == 0);
    assertThat(keys()).isGreaterThan(1);
  }

  @Test
  void aClaimThatNoNodeSendsIsRefused() {
    Instant now = Instant.now();
    ClaimKey right = claim(hex(32), DAY);
    for (ClaimKey wrong :
        List.of(
            claim("scope", DAY),
            claim(hex(31), DAY),
            claim(hex(32), 0),
            new ClaimKey(
                right.scope(),
                "",
                right.nonce(),
                right.keyId(),
                now,
                Requests.TERMS,
                DAY,
                Requests.MILLIS),
            new ClaimKey(
                right.scope(),
                hex(32),
                right.nonce(),
                "'",
                now,
                Requests.TERMS,
                DAY,
                Requests.MILLIS),
            claim(hex(32), new IssueTerms("a b", 1, 1, true)),
            claim(hex(32), new IssueTerms("tally", 0, 1, true)),
            claim(hex(32), new IssueTerms("tally", 2, 1, true)),
            claim(hex(32), new IssueTerms("tally", 1, Long.MAX_VALUE, true)))) {
      assertThatThrownBy(() -> store.ask(Address.CLAIM_KEY, wrong))
          .satisfies(cause -> assertThat(Failure.of(cause)).isEqualTo(Failure.REJECTED));
    }
  }

  @Test
  void aClaimOfANodeWhoseClockIsWrongIsRefused() {
    Instant now = Instant.now();
    for (Instant wrong : List.of(now.plus(1, ChronoUnit.DAYS), now.minus(1, ChronoUnit.DAYS))) {
      assertThatThrownBy(() -> store.ask(Address.CLAIM_KEY, claim(hex(32), DAY, wrong)))
          .satisfies(cause -> assertThat(Failure.of(cause)).isEqualTo(Failure.CLOCKS_DIFFER));
    }
  }

  private long keys() throws Exception {
    return Store.number(url, "select count(*) from tallystick.idempotency_key");
  }

  private static ClaimKey claim(String scope, long windowMillis) {
    return claim(scope, windowMillis, Instant.now());
  }

  private static ClaimKey claim(String scope, IssueTerms terms) {
    return claim(scope, DAY, Instant.now(), terms);
  }

  private static ClaimKey claim(String scope, long windowMillis, Instant at) {
    return claim(scope, windowMillis, at, Requests.TERMS);
  }

  private static ClaimKey claim(String scope, long windowMillis, Instant at, IssueTerms terms) {
    return new ClaimKey(
        scope,
        hex(32),
        hex(32),
        hex(8),
        at.truncatedTo(ChronoUnit.MILLIS),
        terms,
        windowMillis,
        Requests.MILLIS);
  }

  private static String hex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
