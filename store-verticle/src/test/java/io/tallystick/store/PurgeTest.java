package io.tallystick.store;

import static io.tallystick.store.Requests.imported;
import static io.tallystick.store.Requests.imports;
import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.revoke;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.testing.TestPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that have long been dead go; all else stays. The retention of these stores is an hour. */
class PurgeTest {

  // Made two hours ago, as their ids say, in the order of g.
  private static final String INSERT =
      """
      insert into tallystick.token (id, secret_hash, identity, issued_at, expires_at, revoked_at, revocation_id)
      select uuidv7(interval '-2 hours' + g * interval '1 millisecond'), sha256(g::text::bytea), '%s',
             now() - interval '2 hours', %s, %s, %s
      from generate_series(1, %d) g
      """;

  private final String url = TestPostgres.shared().newDatabase();

  @BeforeEach
  void makeTheSchema() {
    Store.start(url).close();
  }

  @Test
  void whatHasBeenDeadForLongGoesAndNothingElse() throws Exception {
    String in5Minutes = "now() + interval '5 minutes'";
    insert("expired", "now() - interval '70 minutes'", "null", 2_000);
    insert("just expired", "now() - interval '50 minutes'", "null", 700);
    insert("revoked", in5Minutes, "now() - interval '70 minutes'", 300);
    insert("just revoked", in5Minutes, "now() - interval '50 minutes'", 700);
    insert("alive", in5Minutes, "null", 2_000);

    rewind();
    try (Store store = Store.start(url)) {
      IssueToken now = issue("new");
      store.ask(Address.ISSUE, now);
      store.ask(Address.REVOKE, revoke(now));
      await().untilAsserted(() -> assertThat(count("expired")).isZero());
      await().untilAsserted(() -> assertThat(count("revoked")).isZero());
      await().untilAsserted(() -> assertThat(walksEnded()).isEqualTo(1));
      assertThat(store.events()).hasSize(2);
    }

    assertThat(count("just expired")).isEqualTo(700);
    assertThat(count("just revoked")).isEqualTo(700);
    assertThat(count("alive")).isEqualTo(2_000);
    assertThat(count("new")).isEqualTo(1);
  }

  @Test
  void anImportedTokenThatWasRevokedStaysUntilItHasExpired() throws Exception {
    try (Store store = Store.start(url)) {
      store.ask(
          Address.IMPORT, imports(imported("old-7", "revoked"), imported("old-8", "expired")));
    }
    Store.execute(
        url,
        """
        update tallystick.token
        set revoked_at = now() - interval '2 hours', revocation_id = gen_random_uuid(),
            expires_at = case identity when 'expired' then now() - interval '2 hours' else expires_at end
        """);
    rewind();

    try (Store store = Store.start(url)) {
      store.ask(Address.ISSUE, issue("new"));
      await().untilAsserted(() -> assertThat(count("expired")).isZero());
    }

    assertThat(count("revoked")).isEqualTo(1);
  }

  @Test
  void theLastUseOfATokenGoesWithItAndSoDoesWhatAnEarlierReleaseHasLeft() throws Exception {
    insert("expired", "now() - interval '70 minutes'", "null", 700);
    insert("alive", "now() + interval '5 minutes'", "null", 700);
    Store.execute(url, "insert into tallystick.token_use select id, now() from tallystick.token");
    Store.execute(
        url,
        "insert into tallystick.token_use"
            + " select uuidv7(interval '-3 hours' + g * interval '1 second'), now()"
            + " from generate_series(1, 900) g");

    rewind();
    try (Store store = Store.start(url)) {
      await().untilAsserted(() -> assertThat(walksEnded()).isEqualTo(1));
      assertThat(store.events()).isEmpty();
    }

    assertThat(Store.number(url, "select count(*) from tallystick.token_use")).isEqualTo(700);
    assertThat(
            Store.number(
                url,
                "select count(*) from tallystick.token_use join tallystick.token on id = token_id"))
        .isEqualTo(700);
  }

  @Test
  void nodesShareOneWalk() throws Exception {
    insert("expired", "now() - interval '70 minutes'", "null", 10_000);

    rewind();
    try (Store one = Store.start(url);
        Store other = Store.start(url)) {
      await().untilAsserted(() -> assertThat(count("expired")).isZero());
      assertThat(one.events()).isEmpty();
      assertThat(other.events()).isEmpty();
    }
  }

  @Test
  void aTokenThatARequestHasLockedIsPassedOver() throws Exception {
    insert("expired", "now() - interval '70 minutes'", "null", 100);

    try (var connection = Store.connect(url);
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select 1 from tallystick.token order by id limit 1 for update");
      rewind();
      try (Store store = Store.start(url)) {
        await().untilAsserted(() -> assertThat(count("expired")).isEqualTo(1));
        await().untilAsserted(() -> assertThat(walksEnded()).isEqualTo(1));
        assertThat(count("expired")).isEqualTo(1);
        assertThat(store.events()).isEmpty();
      }
      connection.rollback();
    }
  }

  @Test
  void afterAStepTheDatabaseRestsManyTimesAsLong() throws Exception {
    insert("alive", "now() + interval '5 minutes'", "null", 5_000);
    rewind();

    assertThat(step("seen")).isEqualTo(100);
    assertThat(step("seen")).as("not due yet").isZero();
    assertThat(step("next_millis")).isPositive();
  }

  /** 1 while the nodes rest between two walks, as they do for minutes. */
  private long walksEnded() throws Exception {
    return Store.number(
        url,
        "select count(*) from tallystick.purge_progress"
            + " where after_id = '00000000-0000-0000-0000-000000000000' and next_step > now()");
  }

  /** Has the walk begin anew. */
  private void rewind() throws Exception {
    Store.execute(
        url,
        "update tallystick.purge_progress set next_step = '-infinity',"
            + " after_id = '00000000-0000-0000-0000-000000000000'");
  }

  /** A step of 100 tokens, with a rest of 20,000 times its length. */
  private long step(String column) throws Exception {
    return Store.number(
        url,
        "select %s from tallystick.purge_tokens_v3(now(), '1 minute', '1 hour', 100, 20000, '1 day')"
            .formatted(column));
  }

  private void insert(String identity, String expiresAt, String revokedAt, int count)
      throws Exception {
    String revocationId = revokedAt.equals("null") ? "null" : "gen_random_uuid()";
    Store.execute(url, INSERT.formatted(identity, expiresAt, revokedAt, revocationId, count));
  }

  private long count(String identity) throws Exception {
    return Store.number(
        url, "select count(*) from tallystick.token where identity = '%s'".formatted(identity));
  }
}
