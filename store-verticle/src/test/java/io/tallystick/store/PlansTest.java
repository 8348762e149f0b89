package io.tallystick.store;

import static io.tallystick.store.Requests.imported;
import static io.tallystick.store.Requests.imports;
import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.refused;
import static io.tallystick.store.Requests.revoke;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.EventDraft.RevokeAll;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.FindToken;
import io.tallystick.eventbus.message.IntrospectToken;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.ListTokens;
import io.tallystick.eventbus.message.ListUnusedTokens;
import io.tallystick.eventbus.message.LogCheckpoint;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.eventbus.message.ReadRevocations;
import io.tallystick.eventbus.message.RecordCheckpoint;
import io.tallystick.eventbus.message.RevokeAllTokens;
import io.tallystick.eventbus.message.RotateToken;
import io.tallystick.eventbus.message.TokenDetails.State;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * No statement reads a whole table or a whole index, whatever the statistics were when its plan was
 * made. A plan is kept as long as its connection.
 */
class PlansTest {

  private static final int TOKENS = 3_000;
  private static final int ROUNDS = 15;
  // What a round reads is in proportion to what it asks for, and not to what is stored.
  private static final long READ_IN_A_ROUND = 150;

  private final String url = TestPostgres.shared().newDatabase();

  @ParameterizedTest(name = "refusals stored {0}, analyzed {1}")
  @CsvSource({"0,   never", "0,   when filled", "600, while empty", "600, when filled"})
  void whatIsReadIsInProportionToWhatIsAskedFor(int refusals, String analyzed) throws Exception {
    Counts before;
    try (Store store = Store.start(url)) {
      Store.execute(
          url,
          "alter table tallystick.token set (autovacuum_enabled = off);"
              + "alter table tallystick.audit_event_000000 set (autovacuum_enabled = off)");
      if (analyzed.equals("while empty")) {
        analyze();
      }
      // Plans are made now, while the tables are nearly empty.
      for (int i = 0; i < 8; i++) {
        round(store, 0);
      }
      fill(store, refusals);
      if (analyzed.equals("when filled")) {
        analyze();
      }
      before = countsOfFilled(store, refusals);
      for (int i = 0; i < ROUNDS; i++) {
        round(store, 100L * i);
      }
    }
    Counts after = countsOfClosed();

    assertThat(after.scanned()).as("rows read by scans of tables").isEqualTo(before.scanned());
    assertThat(after.found() - before.found())
        .as("entries read in indexes")
        .isLessThan((ROUNDS + 1) * READ_IN_A_ROUND);
  }

  /** Takes every branch of every function, and reads events. */
  private void round(Store store, long after) {
    IssueToken token = issue("identity");
    List<Future<?>> sent = new ArrayList<>();
    sent.add(store.send(Address.ISSUE, token));
    sent.add(store.send(Address.REVOKE, revoke(token)));
    sent.add(store.send(Address.ISSUE, token));
    sent.add(store.send(Address.IMPORT, imports(imported(token.toString(), "identity"))));
    AppendEvents attempts = new AppendEvents(List.of(refused(), refused()), Requests.MILLIS);
    sent.add(store.send(Address.APPEND_EVENTS, attempts));
    sent.add(store.send(Address.APPEND_EVENTS, attempts));
    Store.await(Future.all(sent));
    store.ask(Address.APPEND_EVENTS, attempts);
    store.ask(Address.REVOKE, revoke(token));
    String ordered = "ordered" + UUID.randomUUID();
    IssueToken old = issue(ordered);
    store.ask(Address.ISSUE, old);
    store.ask(
        Address.ROTATE,
        new RotateToken(
            issue(ordered).event(),
            null,
            Map.of(),
            old.event().tokenId(),
            0,
            null,
            Requests.MILLIS));
    store.ask(
        Address.REVOKE_ALL,
        new RevokeAllTokens(
            new RevokeAll(UUID.randomUUID(), ordered, Requests.ORIGIN), Requests.MILLIS));
    store.ask(Address.READ_EVENTS, new ReadEvents(after, 10));
    store.ask(Address.LIST_TOKENS, new ListTokens("identity", null, null, 10, Requests.MILLIS));
    store.ask(
        Address.LIST_TOKENS,
        new ListTokens("identity1", State.LIVE, token.event().tokenId(), 10, Requests.MILLIS));
    Instant past = Instant.now().minusSeconds(60);
    UUID newest = token.event().tokenId();
    for (String identity : Arrays.asList("identity1", null)) {
      store.ask(
          Address.LIST_UNUSED_TOKENS,
          new ListUnusedTokens(identity, past, newest, 10, Requests.MILLIS));
    }
    IssueToken used = issue("identity");
    store.ask(Address.ISSUE, used);
    store.ask(
        Address.INTROSPECT,
        new IntrospectToken(used.event().tokenId(), used.event().secretHash(), Requests.MILLIS));
    store.ask(Address.FIND_TOKEN, new FindToken(token.event().tokenId(), Requests.MILLIS));
    store.ask(Address.READ_REVOCATIONS, new ReadRevocations(after, 10));
    store.ask(Address.READ_REVOCATIONS, new ReadRevocations(after, 10, 5));
    store.ask(Address.STORE_HEALTH, new CheckHealth());
    String root = Base64.getEncoder().encodeToString(new byte[32]);
    store.ask(
        Address.RECORD_CHECKPOINT,
        new RecordCheckpoint(new LogCheckpoint(after + 1, root, "key", "note", "node"), 0));
  }

  private static void fill(Store store, int refusals) {
    for (int i = 0; i < 3; i++) {
      List<Future<?>> sent = new ArrayList<>();
      for (int j = 0; j < TOKENS / 3; j++) {
        sent.add(store.send(Address.ISSUE, issue("identity" + j)));
      }
      for (int j = 0; j < refusals / 3; j++) {
        AppendEvents attempt = new AppendEvents(List.of(refused()), Requests.MILLIS);
        sent.add(store.send(Address.APPEND_EVENTS, attempt));
      }
      Store.await(Future.all(sent));
    }
  }

  private void analyze() throws Exception {
    Store.execute(url, "analyze tallystick.token, tallystick.audit_event_000000");
    Store.execute(url, "analyze tallystick.audit_event");
  }

  /** The counts once all sessions have reported the work of {@link #fill}. */
  private Counts countsOfFilled(Store store, int refusals) throws Exception {
    long filled = 2L * TOKENS + refusals;
    // A session reports at the end of a transaction, but at most once a second.
    await()
        .pollDelay(Duration.ofMillis(1_100))
        .pollInterval(Duration.ofMillis(1_100))
        .until(
            () -> {
              round(store, 0);
              return counts().inserted() >= filled;
            });
    return counts();
  }

  /** The counts once all sessions have ended, which is when they report the rest. */
  private Counts countsOfClosed() throws Exception {
    await()
        .until(
            () ->
                Store.number(
                        url,
                        "select count(*) from pg_stat_activity where datname = current_database()"
                            + " and application_name like 'tallystick%'")
                    == 0);
    return counts();
  }

  private Counts counts() throws Exception {
    return new Counts(
        tables("n_tup_ins"),
        tables("seq_tup_read"),
        Store.number(
            url,
            "select sum(idx_tup_read) from pg_stat_user_indexes"
                + " where schemaname = 'tallystick' and relname ~ 'token|audit_event'"));
  }

  private long tables(String column) throws Exception {
    return Store.number(
        url,
        "select sum(%s) from pg_stat_user_tables".formatted(column)
            + " where schemaname = 'tallystick' and relname ~ 'token|audit_event'");
  }

  /**
   * What PostgreSQL has counted.
   *
   * @param inserted rows inserted
   * @param scanned rows read by scans of tables
   * @param found entries read in indexes
   */
  private record Counts(long inserted, long scanned, long found) {}
}
