package io.tallystick.store;

import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.refused;
import static io.tallystick.store.Requests.revoke;
import static io.tallystick.testing.Eventually.await;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.event.Action;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft.Issue;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.event.Origin;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.eventbus.message.RevokeOutcome;
import io.tallystick.eventbus.message.RevokeOutcome.NoLiveToken;
import io.tallystick.eventbus.message.RevokeOutcome.TokenRevoked;
import io.tallystick.eventbus.message.RevokeToken;
import io.tallystick.eventbus.message.TokenIssued;
import io.tallystick.testing.SampleEvents;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store promises, on a real PostgreSQL. */
class StoreVerticleTest {

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
  void aTokenAndItsEventAreWrittenTogether() throws Exception {
    IssueToken message = issue("billing");
    Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);

    TokenIssued issued = store.ask(Address.ISSUE, message);

    assertThat(issued.id()).isEqualTo(message.event().tokenId());
    assertThat(issued.seq()).isEqualTo(1);
    assertThat(issued.issuedAt()).isBetween(before, Instant.now());
    AuditEvent event = store.events().get(0);
    assertThat(event.draft()).isEqualTo(message.event());
    assertThat(Store.number(url, "select count(*) from tallystick.token")).isEqualTo(1);
  }

  @Test
  void aLiveTokenIsRevokedOnceAndForAll() {
    IssueToken token = issue("billing");
    store.ask(Address.ISSUE, token);

    RevokeOutcome first = store.ask(Address.REVOKE, revoke(token));
    RevokeOutcome second = store.ask(Address.REVOKE, revoke(token));

    assertThat(first).isInstanceOf(TokenRevoked.class);
    assertThat(second).isEqualTo(new NoLiveToken(token.event().tokenId()));
    assertThat(store.events())
        .extracting(event -> event.draft().action())
        .containsExactly(Action.ISSUE, Action.REVOKE);
  }

  @Test
  void onlyItsOwnIdentityWithItsOwnSecretRevokesAToken() {
    IssueToken token = issue("billing");
    store.ask(Address.ISSUE, token);
    RevokeToken right = revoke(token);

    RevokeToken othersIdentity = revoke(token, "shipping", token.event().secretHash());
    RevokeToken wrongSecret = revoke(token, "billing", Requests.hash(UUID.randomUUID()));

    assertThat(store.ask(Address.REVOKE, othersIdentity)).isInstanceOf(NoLiveToken.class);
    assertThat(store.ask(Address.REVOKE, wrongSecret)).isInstanceOf(NoLiveToken.class);
    assertThat(store.ask(Address.REVOKE, right)).isInstanceOf(TokenRevoked.class);
  }

  @Test
  void anExpiredTokenIsNotLive() {
    IssueToken token = issue("billing", Instant.now().minusSeconds(1));
    store.ask(Address.ISSUE, token);

    assertThat(store.ask(Address.REVOKE, revoke(token))).isInstanceOf(NoLiveToken.class);
  }

  @Test
  void whatIsSentTwiceInOneBatchIsDoneOnce() {
    IssueToken token = issue("billing");
    store.ask(Address.ISSUE, token);
    IssueToken twin = issue("twin");
    RevokeToken revocation = revoke(token);
    Refusal attempt = refused();

    // All of these wait while the first is under way, so they share a batch.
    List<Future<?>> sent = new ArrayList<>();
    sent.add(store.send(Address.ISSUE, issue("first")));
    for (int i = 0; i < 3; i++) {
      sent.add(store.send(Address.ISSUE, twin));
      sent.add(store.send(Address.REVOKE, revocation));
      sent.add(
          store.send(
              Address.APPEND_EVENTS, new AppendEvents(List.of(attempt, attempt), Requests.MILLIS)));
    }
    Store.await(Future.all(sent));

    assertThat(sent.get(2).result()).isInstanceOf(TokenRevoked.class);
    assertThat(sent.get(5).result()).isInstanceOf(TokenRevoked.class);
    assertThat(((TokenIssued) sent.get(4).result()).issuedAt())
        .isEqualTo(((TokenIssued) sent.get(1).result()).issuedAt());
    assertThat(store.events()).hasSize(5);
    assertThat(store.events()).extracting(event -> event.draft().eventId()).doesNotHaveDuplicates();
  }

  @Test
  void manyAreSentBehindTheBatchUnderWayAndFewShareTheNext() throws Exception {
    // The database works on the first one until the test lets go of a lock.
    Store.execute(
        url,
        """
        create function hold() returns trigger language plpgsql as $$
        begin perform pg_advisory_xact_lock(7); return null; end $$;
        create trigger hold after insert on tallystick.token for each statement execute function hold()
        """);
    List<Future<?>> sent = new ArrayList<>();
    try (Store node = Store.start(Store.patient(url));
        Connection holding = Store.connect(url);
        Statement statement = holding.createStatement()) {
      statement.execute("select pg_advisory_lock(7)");
      sendIssues(node, 1, sent);
      await()
          .until(() -> Store.number(url, "select count(*) from pg_locks where not granted") == 1);
      sendIssues(node, 31, sent);
      await().until(() -> node.waiting() == 31);
      sendIssues(node, 1, sent);
      await().until(() -> node.waiting() == 0);
      sendIssues(node, 20, sent);
      await().until(() -> node.waiting() == 20);
      statement.execute("select pg_advisory_unlock(7)");
      Store.await(Future.all(sent));
    }

    // All events of a batch have the same time.
    assertThat(
            store.events().stream()
                .collect(groupingBy(AuditEvent::at, TreeMap::new, counting()))
                .values())
        .containsExactly(1L, 32L, 20L);
  }

  private static void sendIssues(Store node, int count, List<Future<?>> sent) {
    for (int i = 0; i < count; i++) {
      sent.add(node.send(Address.ISSUE, issue("identity" + sent.size())));
    }
  }

  @Test
  void anIdThatStandsForAnotherTokenIsRejected() {
    IssueToken token = issue("billing");
    store.ask(Address.ISSUE, token);
    IssueToken thief =
        issue(
            token.event().tokenId(),
            token.event().secretHash(),
            "thief",
            token.event().expiresAt());

    assertThatThrownBy(() -> store.ask(Address.ISSUE, thief))
        .satisfies(cause -> assertThat(Failure.of(cause)).isEqualTo(Failure.REJECTED));
    assertThat(store.events()).hasSize(1);
  }

  @Test
  void oneBadRowDoesNotFailTheOthersOfItsBatch() {
    List<Future<TokenIssued>> sent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      // PostgreSQL's text has no zero character, and no header of HTTP has one.
      sent.add(
          store.send(
              Address.ISSUE,
              i == 30
                  ? issueTo(SampleEvents.origin("peer", null, "id", "a\0b"))
                  : issue("good" + i)));
    }
    Store.await(Future.join(sent).otherwiseEmpty());

    for (int i = 0; i < 50; i++) {
      assertThat(sent.get(i).succeeded()).as("request %d", i).isEqualTo(i != 30);
    }
    assertThat(Failure.of(sent.get(30).cause())).isEqualTo(Failure.REJECTED);
    assertThat(store.events()).hasSize(49);
  }

  private static IssueToken issueTo(Origin origin) {
    Issue event = issue("billing").event();
    return new IssueToken(
        new Issue(event.tokenId(), event.secretHash(), event.identity(), event.expiresAt(), origin),
        Requests.MILLIS);
  }

  @Test
  void numbersAreGaplessAndTimeNeverRunsBackwards() {
    try (Store other = Store.start(url)) {
      List<Future<?>> sent = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        Store node = i % 2 == 0 ? store : other;
        sent.add(node.send(Address.ISSUE, issue("identity" + i)));
        if (i % 10 == 0) {
          sent.add(
              node.send(
                  Address.APPEND_EVENTS, new AppendEvents(List.of(refused()), Requests.MILLIS)));
        }
      }
      Store.await(Future.all(sent));
    }

    List<AuditEvent> events = store.events();
    assertThat(events)
        .extracting(AuditEvent::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 2_200).boxed().toList());
    assertThat(events).extracting(AuditEvent::at).isSorted();
  }

  @Test
  void eventsCannotBeChangedOrTakenAway() {
    store.ask(Address.ISSUE, issue("billing"));

    for (String sql :
        List.of(
            "update tallystick.audit_event set identity = 'other'",
            "delete from tallystick.audit_event",
            "truncate tallystick.audit_event",
            "truncate tallystick.audit_event_000000",
            "delete from tallystick.audit_event_000000")) {
      assertThatThrownBy(() -> Store.execute(url, sql))
          .as(sql)
          .hasMessageContaining("events are only ever appended");
    }
  }

  @Test
  void theNextPartitionIsThereBeforeItIsNeeded() throws Exception {
    Store.execute(url, "update tallystick.audit_head set seq = 9999999 - 2");
    for (int i = 0; i < 4; i++) {
      store.ask(Address.ISSUE, issue("billing"));
    }

    assertThat(Store.number(url, "select count(*) from tallystick.audit_event_000000"))
        .isEqualTo(2);
    assertThat(Store.number(url, "select count(*) from tallystick.audit_event_000001"))
        .isEqualTo(2);
    assertThat(Store.number(url, "select count(*) from tallystick.audit_event_000002")).isZero();
  }

  @Test
  void eventsAreReadOnwardsFromANumber() {
    for (int i = 0; i < 5; i++) {
      store.ask(Address.ISSUE, issue("identity" + i));
    }

    var read = store.ask(Address.READ_EVENTS, new ReadEvents(2, 2));
    var end = store.ask(Address.READ_EVENTS, new ReadEvents(5, 2));

    assertThat(read.events()).extracting(AuditEvent::seq).containsExactly(3L, 4L);
    assertThat(read.last()).isEqualTo(5);
    assertThat(end.events()).isEmpty();
    assertThat(end.last()).isEqualTo(5);
  }

  @Test
  void itIsHealthyWhileTheDatabaseAnswers() {
    assertThat(store.ask(Address.STORE_HEALTH, new CheckHealth()).up()).isTrue();
  }

  @Test
  void theEventsThatItRemembersAreThoseOfTheDatabase() {
    List<Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      IssueToken token = issue("identität " + i);
      sent.add(store.send(Address.ISSUE, token));
      sent.add(store.send(Address.REVOKE, revoke(token)));
      sent.add(store.send(Address.ISSUE, i % 7 == 0 ? token : issue("other")));
      sent.add(
          store.send(Address.APPEND_EVENTS, new AppendEvents(List.of(refused()), Requests.MILLIS)));
    }
    Store.await(Future.join(sent));

    List<AuditEvent> remembered = store.events();
    try (Store other = Store.start(url)) {
      assertThat(other.events()).isEqualTo(remembered).hasSizeGreaterThan(800);
    }
  }

  @Test
  void whatOthersHaveWrittenBetweenItsOwnEventsIsReadToo() {
    try (Store other = Store.start(url)) {
      for (int i = 0; i < 5; i++) {
        store.ask(Address.ISSUE, issue("one" + i));
        other.ask(Address.ISSUE, issue("two" + i));
      }
      store.ask(Address.ISSUE, issue("last"));

      assertThat(store.events())
          .extracting(AuditEvent::seq)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 11).boxed().toList());
      assertThat(other.events()).isEqualTo(store.events());
    }
  }
}
