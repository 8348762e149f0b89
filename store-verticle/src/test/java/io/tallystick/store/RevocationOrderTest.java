package io.tallystick.store;

import static io.tallystick.store.Requests.imported;
import static io.tallystick.store.Requests.imports;
import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.revoke;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft;
import io.tallystick.event.EventDraft.Import;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.EventDraft.Revoke;
import io.tallystick.event.EventDraft.RevokeAll;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.ListTokens;
import io.tallystick.eventbus.message.OrderProgress;
import io.tallystick.eventbus.message.ReadRevocations;
import io.tallystick.eventbus.message.RevocationsRead.Revocation;
import io.tallystick.eventbus.message.RevokeAllTokens;
import io.tallystick.eventbus.message.TokenDetails.State;
import io.tallystick.store.upkeep.Reconciliation;
import io.tallystick.testing.SampleEvents;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An order revokes all tokens of an identity that were issued before it, and no others. */
class RevocationOrderTest {

  private String url;
  private Store store;

  @BeforeEach
  void start() {
    url = TestPostgres.shared().newDatabase();
    store = Store.start(url);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void itHasAnEventAndSoHasEachOfItsTokens() throws Exception {
    IssueToken token = issue("leaked");
    IssueToken gone = issue("leaked");
    Import old = imported("old-7", "leaked");
    IssueToken other = issue("other");
    store.ask(Address.ISSUE, token);
    store.ask(Address.ISSUE, gone);
    store.ask(Address.IMPORT, imports(old));
    store.ask(Address.ISSUE, other);
    store.ask(Address.REVOKE, revoke(gone));

    RevokeAllTokens order = order("leaked");
    assertThat(store.ask(Address.REVOKE_ALL, order))
        .isEqualTo(new OrderProgress(order.event().eventId(), 2, true));

    List<AuditEvent> events = store.events();
    assertThat(events).hasSize(8);
    assertThat(events.get(5).draft()).isEqualTo(order.event());
    assertThat(events.subList(5, 8)).extracting(AuditEvent::format).containsOnly(3);
    assertThat(events.subList(6, 8))
        .extracting(AuditEvent::draft)
        .extracting(EventDraft::tokenId, EventDraft::identity, EventDraft::origin)
        .containsExactly(
            tuple(old.tokenId(), "leaked", Requests.ORIGIN),
            tuple(token.event().tokenId(), "leaked", Requests.ORIGIN));
    assertThat(live("leaked")).isZero();
    assertThat(live("other")).isEqualTo(1);
    assertThat(
            store.ask(Address.READ_REVOCATIONS, new ReadRevocations(5, 100)).revocations().stream()
                .map(Revocation::tokenId))
        .containsExactly(old.tokenId(), token.event().tokenId());
    assertMatches();
  }

  @Test
  void anIdentityWithoutTokensHasAnOrderAllTheSame() {
    RevokeAllTokens order = order("nobody");

    assertThat(store.ask(Address.REVOKE_ALL, order))
        .isEqualTo(new OrderProgress(order.event().eventId(), 0, true));
    assertThat(store.events())
        .singleElement()
        .extracting(AuditEvent::draft)
        .isEqualTo(order.event());
  }

  @Test
  void anOrderThatIsSentAgainIsTheSame() {
    store.ask(Address.ISSUE, issue("leaked"));
    RevokeAllTokens order = order("leaked");
    OrderProgress done = store.ask(Address.REVOKE_ALL, order);
    IssueToken later = issue("leaked");
    store.ask(Address.ISSUE, later);

    assertThat(store.ask(Address.REVOKE_ALL, order)).isEqualTo(done);
    try (Store other = Store.start(url)) {
      assertThat(other.ask(Address.REVOKE_ALL, order)).isEqualTo(done);
    }

    assertThat(live("leaked")).isEqualTo(1);
    assertThat(store.events()).hasSize(4);
  }

  @Test
  void whatNoNodeWouldSendIsRejected() {
    RevokeAllTokens order = order("leaked");
    store.ask(Address.REVOKE_ALL, order);

    for (RevokeAllTokens message :
        List.of(
            order(""),
            new RevokeAllTokens(order.event(), Long.MAX_VALUE),
            new RevokeAllTokens(
                new RevokeAll(order.event().eventId(), "another", Requests.ORIGIN),
                Requests.MILLIS))) {
      assertThatThrownBy(() -> store.ask(Address.REVOKE_ALL, message))
          .as("%s", message)
          .satisfies(cause -> assertThat(Failure.of(cause)).isEqualTo(Failure.REJECTED));
    }
    assertThat(store.events()).hasSize(1);
  }

  @Test
  void thousandsOfTokensAreRevokedInShortTransactions() throws Exception {
    issueAll(store, "leaked", 5_000);

    assertThat(store.ask(Address.REVOKE_ALL, order("leaked")).revoked()).isEqualTo(5_000);

    assertThat(live("leaked")).isZero();
    assertThat(
            Store.number(
                url,
                "select count(distinct xmin::text) from tallystick.token where revoked_at is not null"))
        .isGreaterThanOrEqualTo(5);
    assertMatches();
  }

  @Test
  void itIsExactWhateverIsIssuedMeanwhile() throws Exception {
    issueAll(store, "leaked", 3_000);
    List<Future<?>> sent = new ArrayList<>();
    try (Store second = Store.start(url);
        Store third = Store.start(url)) {
      List<Store> nodes = List.of(store, second, third);
      List<Future<OrderProgress>> orders = new ArrayList<>();
      for (int i = 0; i < 6_000; i++) {
        Store node = nodes.get(i % 3);
        sent.add(node.send(Address.ISSUE, issue(i % 4 == 0 ? "other" : "leaked")));
        if (i % 50 == 0) {
          sent.add(node.send(Address.IMPORT, imports(imported("old-" + i, "leaked"))));
        }
        if (i % 1_500 == 700) {
          // Two at once, of different nodes, while the issues of all are under way.
          orders.add(second.send(Address.REVOKE_ALL, order("leaked")));
          orders.add(third.send(Address.REVOKE_ALL, order("leaked")));
          Store.await(Future.all(sent.subList(sent.size() - 300, sent.size())));
        }
      }
      Store.await(Future.all(sent));
      Store.await(Future.all(orders));
      assertThat(orders).allMatch(order -> order.result().done());
    }

    assertIsExact(store.events());
    assertMatches();
  }

  @Test
  void anotherNodeGoesOnWithTheOrderOfOneThatHasCrashed() throws Exception {
    issueAll(store, "leaked", 2_500);
    store.close();
    // As a node leaves it that has crashed after the first step.
    RevokeAllTokens order = order("leaked");
    Store.execute(
        url,
        "select tallystick.order_revocation_v1('%s', 'leaked', '127.0.0.1', null, 'ops', 'r', null, null, 'n')"
            .formatted(order.event().eventId()));
    Store.execute(url, "select tallystick.continue_revocation_v1(null, 1000)");
    assertThat(live()).isEqualTo(1_500);

    store = Store.start(url);

    await().untilAsserted(() -> assertThat(live()).isZero());
    assertThat(store.ask(Address.REVOKE_ALL, order))
        .isEqualTo(new OrderProgress(order.event().eventId(), 2_500, true));
    assertIsExact(store.events());
    assertMatches();
  }

  @Test
  void itEndsHoweverManyTokensAreIssuedMeanwhile() throws Exception {
    issueAll(store, "leaked", 2_000);
    store.close();
    UUID id = UUID.randomUUID();
    Store.execute(
        url,
        "select tallystick.order_revocation_v1('%s', 'leaked', '127.0.0.1', null, 'ops', 'r', null, null, 'n')"
            .formatted(id));
    Store.execute(
        url,
        """
        insert into tallystick.token (id, secret_hash, identity, issued_at, expires_at)
        select ('fff00000-0000-7000-8000-' || lpad(g::text, 12, '0'))::uuid, sha256(g::text::bytea), 'leaked',
               now(), now() + interval '1 day'
        from generate_series(1, 5000) g
        """);

    assertThat(step(id)).isEqualTo(Map.of("revoked", 1_000, "done", false));
    assertThat(step(id)).isEqualTo(Map.of("revoked", 2_000, "done", true));
    assertThat(live()).isEqualTo(5_000);
    store = Store.start(url);
  }

  @Test
  void aCallerWhoseTimeIsOverLearnsHowFarItIsAndTheRestFollows() throws Exception {
    issueAll(store, "leaked", 10);
    try (Connection other = Store.connect(url);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      // Somebody has one of the tokens, such as a revoke under way.
      statement.execute("select * from tallystick.token limit 1 for update");
      RevokeAllTokens order = new RevokeAllTokens(order("leaked").event(), 500);

      assertThat(store.ask(Address.REVOKE_ALL, order))
          .isEqualTo(new OrderProgress(order.event().eventId(), 0, false));

      other.rollback();
    }
    await().untilAsserted(() -> assertThat(live("leaked")).isZero());
  }

  @Test
  void aLongTimeAfterTheOrderTheEventsSinceThenAreSearchedInSteps() throws Exception {
    issueAll(store, "leaked", 3);
    store.close();
    UUID id = UUID.randomUUID();
    Store.execute(
        url,
        "select tallystick.order_revocation_v1('%s', 'leaked', '127.0.0.1', null, 'ops', 'r', null, null, 'n')"
            .formatted(id));
    // As if the order's own event were far behind the head.
    Store.execute(
        url,
        """
        insert into tallystick.audit_event (seq, event_id, at, format, action, outcome, peer, request_id, node)
        select seq, gen_random_uuid(), now(), 2, 1, 2, 'p', 'r', 'n' from generate_series(5, 150004) seq;
        update tallystick.audit_head set seq = 150004;
        """);

    assertThat(step(id)).isEqualTo(Map.of("revoked", 0, "done", false));
    assertThat(step(id)).isEqualTo(Map.of("revoked", 3, "done", true));
    store = Store.start(url);
  }

  private Map<String, Object> step(UUID id) throws Exception {
    try (Connection connection = Store.connect(url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select revoked, done from tallystick.continue_revocation_v1('%s', 1000)"
                    .formatted(id))) {
      row.next();
      return Map.of("revoked", row.getInt(1), "done", row.getBoolean(2));
    }
  }

  private static RevokeAllTokens order(String identity) {
    return new RevokeAllTokens(
        new RevokeAll(SampleEvents.newTokenId(), identity, Requests.ORIGIN), Requests.MILLIS);
  }

  private static void issueAll(Store store, String identity, int count) {
    List<Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent.add(store.send(Address.ISSUE, issue(identity)));
    }
    Store.await(Future.all(sent));
  }

  /**
   * Every token of an order's identity whose issue has a lower number has a revoke, and none with a
   * higher number has one that follows the order.
   */
  private static void assertIsExact(List<AuditEvent> events) {
    Map<UUID, AuditEvent> issues = new HashMap<>();
    Map<UUID, AuditEvent> orders = new HashMap<>();
    Set<UUID> revoked = new HashSet<>();
    for (AuditEvent event : events) {
      if (event.draft() instanceof Issue || event.draft() instanceof Import) {
        issues.put(event.draft().tokenId(), event);
      } else if (event.draft() instanceof RevokeAll order) {
        orders.put(order.eventId(), event);
      } else if (event.draft() instanceof Revoke revoke) {
        assertThat(revoked.add(revoke.tokenId())).as("revoked once").isTrue();
        AuditEvent order = Objects.requireNonNull(orders.get(revoke.order()));
        AuditEvent issue = Objects.requireNonNull(issues.get(revoke.tokenId()));
        assertThat(issue.seq()).isLessThan(order.seq());
        assertThat(issue.draft().identity()).isEqualTo(order.draft().identity());
      }
    }
    assertThat(orders).isNotEmpty();
    for (AuditEvent order : orders.values()) {
      assertThat(issues.values())
          .filteredOn(
              issue ->
                  issue.seq() < order.seq()
                      && Objects.equals(issue.draft().identity(), order.draft().identity()))
          .allMatch(issue -> revoked.contains(issue.draft().tokenId()));
    }
  }

  private int live(String identity) {
    return store
        .ask(
            Address.LIST_TOKENS, new ListTokens(identity, State.LIVE, null, 1_000, Requests.MILLIS))
        .tokens()
        .size();
  }

  private long live() throws Exception {
    return Store.number(url, "select count(*) from tallystick.token where revoked_at is null");
  }

  private void assertMatches() throws Exception {
    assertThat(Reconciliation.run(DatabaseUrl.parse(url), Store.RETENTION).findings()).isEmpty();
  }
}
