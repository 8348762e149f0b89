package io.tallystick.store;

import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.refused;
import static io.tallystick.store.Requests.revoke;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.DatabaseUrl;
import io.tallystick.config.StoreSettings;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.AppendEvents;
import io.tallystick.eventbus.AuditEvent;
import io.tallystick.eventbus.CheckHealth;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.IssueToken;
import io.tallystick.eventbus.RefusedAttempt;
import io.tallystick.eventbus.RevokeOutcome.TokenRevoked;
import io.tallystick.eventbus.RevokeToken;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What the store promises when connections, clients and the database fail. */
class StoreFaultTest {

  private final Vertx vertx = Vertx.vertx();
  private String url;
  private FaultyNetwork network;
  private Store behindNetwork;
  private Store direct;

  @BeforeEach
  void start() {
    url = TestPostgres.shared().newDatabase();
    network = new FaultyNetwork(vertx, TestPostgres.shared().host(), TestPostgres.shared().port());
    int port = Store.await(network.listen());
    direct = Store.start(url);
    behindNetwork = Store.start(TestPostgres.throughPort(url, port));
  }

  @AfterEach
  void stop() {
    network.heal();
    behindNetwork.close();
    direct.close();
    Store.await(vertx.close());
  }

  @RepeatedTest(5)
  void theSameBatchSentTwiceAtOnceIsDoneOnce() throws Exception {
    List<WriteRequest> batch = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      batch.add(WriteRequest.of(issue("identity" + i)));
    }
    List<IssueToken> tokens = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tokens.add(issue("revoked" + i));
    }
    Store.await(Future.all(tokens.stream().map(t -> direct.send(Address.ISSUE, t)).toList()));
    tokens.forEach(token -> batch.add(WriteRequest.of(revoke(token))));
    for (int i = 0; i < 50; i++) {
      batch.add(WriteRequest.of(refused()));
    }

    WriteSession one = session();
    WriteSession two = session();
    // Both connections are open before the race begins.
    Store.await(Future.all(one.write(List.of(batch.get(0))), two.write(List.of(batch.get(0)))));
    Future<List<WriteResult>> first = one.write(batch);
    Future<List<WriteResult>> second = two.write(batch);
    Store.await(Future.all(first, second));
    List<WriteResult> again = Store.await(one.write(batch));

    for (int i = 0; i < batch.size(); i++) {
      assertThat(first.result().get(i)).isInstanceOf(WriteResult.Stands.class);
      assertThat(second.result().get(i)).isInstanceOf(WriteResult.Stands.class);
      if (i < 300) {
        assertThat(at(second.result().get(i))).isEqualTo(at(first.result().get(i)));
        assertThat(at(again.get(i))).isEqualTo(at(first.result().get(i)));
      }
    }
    assertThat(Store.number(url, "select count(*) from tallystick.token")).isEqualTo(300);
    assertThat(
            Store.number(
                url, "select count(*) from tallystick.token where revoked_at > '-infinity'"))
        .isEqualTo(100);
    assertGapless(direct.events(), 450);
    Store.await(Future.all(one.close(), two.close()));
  }

  @Test
  void whatWasCommittedBeforeTheConnectionWasKilledIsDoneOnce() throws Exception {
    IssueToken revoked = issue("revoked");
    direct.ask(Address.ISSUE, revoked);
    RevokeToken revocation = revoke(revoked);
    RefusedAttempt attempt = refused();
    behindNetwork.ask(Address.ISSUE, issue("first"));

    // The commit happens, its answer is lost with the connection, and so on until it is healed.
    network.loseAnswersToRequestsOver(4_096);
    List<Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add(behindNetwork.send(Address.ISSUE, issue("identity" + i)));
    }
    sent.add(behindNetwork.send(Address.REVOKE, revocation));
    sent.add(behindNetwork.send(Address.APPEND_EVENTS, new AppendEvents(List.of(attempt), 10_000)));
    pause(1_000);
    assertThat(direct.events()).as("committed, though nobody was told").hasSize(104);
    assertThat(sent.stream().filter(Future::isComplete)).as("only the first was alone").hasSize(1);
    network.heal();
    Store.await(Future.all(sent));

    assertThat(sent.get(100).result()).isInstanceOf(TokenRevoked.class);
    assertThat(Store.number(url, "select count(*) from tallystick.token")).isEqualTo(102);
    assertGapless(direct.events(), 104);
  }

  @Test
  void aClientFrozenInTheMiddleOfACallStopsNoOtherNode() {
    int frozenInACall = 0;
    for (int round = 0; round < 10; round++) {
      List<Future<?>> sent = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        sent.add(behindNetwork.send(Address.ISSUE, issue("frozen" + i)));
      }
      // Some rounds freeze a request on its way in, some an answer on its way out.
      pause(round * 7L);
      network.freeze();
      if (sent.stream().anyMatch(answer -> !answer.isComplete())) {
        frozenInACall++;
      }
      long start = System.nanoTime();
      direct.ask(Address.ISSUE, issue("other"));
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      assertThat(waited).as("round %d", round).isLessThan(Duration.ofSeconds(1));
      network.heal();
      Store.await(Future.join(sent).otherwiseEmpty());
    }
    assertThat(frozenInACall).isGreaterThan(3);
  }

  @Test
  void theDatabasesLossMeansABoundedWaitAndServiceResumesByItself() {
    behindNetwork.ask(Address.ISSUE, issue("before"));
    network.cut();

    IssueToken inVain = issue("in vain");
    IssueToken shortOfTime =
        new IssueToken(
            inVain.id(),
            inVain.secretHash(),
            inVain.identity(),
            inVain.expiresAt(),
            Requests.ORIGIN,
            1_500);
    long start = System.nanoTime();
    assertThatThrownBy(() -> behindNetwork.ask(Address.ISSUE, shortOfTime))
        .satisfies(cause -> assertThat(Failure.of(cause)).isEqualTo(Failure.UNAVAILABLE));
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    assertThat(behindNetwork.ask(Address.STORE_HEALTH, new CheckHealth()).up()).isFalse();

    Future<?> patient = behindNetwork.send(Address.ISSUE, issue("patient"));
    pause(300);
    network.heal();
    Store.await(patient);
    assertThat(behindNetwork.ask(Address.STORE_HEALTH, new CheckHealth()).up()).isTrue();
  }

  @Test
  void aFrozenDatabaseMeansABoundedWaitToo() {
    behindNetwork.ask(Address.ISSUE, issue("before"));
    network.freeze();

    Future<?> sent = behindNetwork.send(Address.ISSUE, issue("waits"));
    pause(4_000);
    network.heal();

    Store.await(sent);
    assertGapless(direct.events(), 2);
  }

  @Test
  void aFullQueueRefusesAtOnceAndKeepsWhatItHas() {
    Store small =
        Store.start(new StoreSettings(DatabaseUrl.parse(url), null, 10, 50, Duration.ofSeconds(2)));
    List<Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      sent.add(small.send(Address.ISSUE, issue("identity" + i)));
    }
    Store.await(Future.join(sent).otherwiseEmpty());
    small.close();

    long written = sent.stream().filter(Future::succeeded).count();
    assertThat(written).isGreaterThanOrEqualTo(50);
    assertThat(sent.stream().filter(Future::failed).map(f -> Failure.of(f.cause())))
        .isNotEmpty()
        .containsOnly(Failure.OVERLOADED);
    assertGapless(direct.events(), written);
  }

  @Test
  void theRoleOfTheServiceMayOnlyReadAndCallTheFunction() throws Exception {
    String ownerUrl = TestPostgres.shared().newDatabase();
    DatabaseUrl owner = DatabaseUrl.parse(ownerUrl);
    String role = "service_" + owner.database();
    Store.execute(ownerUrl, "create role " + role + " login password 'secret'");
    DatabaseUrl service =
        new DatabaseUrl(
            owner.host(), owner.port(), owner.database(), role, "secret", "disable", null);
    String serviceUrl =
        "postgresql://%s:secret@%s:%d/%s"
            .formatted(role, owner.host(), owner.port(), owner.database());

    try (Store store =
        Store.start(new StoreSettings(service, owner, 100, 100, Duration.ofSeconds(2)))) {
      IssueToken token = issue("billing");
      store.ask(Address.ISSUE, token);
      assertThat(store.ask(Address.REVOKE, revoke(token))).isInstanceOf(TokenRevoked.class);
      assertThat(store.events()).hasSize(2);
    }
    for (String sql :
        List.of(
            "delete from tallystick.token",
            "insert into tallystick.audit_head values (false, 1, now())",
            "update tallystick.audit_head set seq = 0",
            "drop trigger append_only on tallystick.audit_event",
            "select tallystick.add_event_partition(7)")) {
      assertThatThrownBy(() -> Store.execute(serviceUrl, sql))
          .as(sql)
          .hasMessageContaining("ERROR");
    }
  }

  private WriteSession session() {
    return new WriteSession(
        new Connections(
            direct.vertx(),
            DatabaseUrl.parse(url),
            new StoreSettings(DatabaseUrl.parse(url), null, 1, 1, Duration.ofSeconds(5)),
            "test"));
  }

  private static java.time.Instant at(WriteResult result) {
    return ((WriteResult.Stands) result).at();
  }

  private static void assertGapless(List<AuditEvent> events, long count) {
    assertThat(events)
        .extracting(AuditEvent::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, count).boxed().toList());
    assertThat(events).extracting(AuditEvent::eventId).doesNotHaveDuplicates();
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
