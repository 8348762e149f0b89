package io.tallystick.store;

import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.refused;
import static io.tallystick.store.Requests.revoke;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.Settings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.event.AuditEvent;
import io.tallystick.event.EventDraft.Refusal;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.Topic;
import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.RequestAbandoned;
import io.tallystick.eventbus.message.RevokeOutcome.TokenRevoked;
import io.tallystick.eventbus.message.RevokeToken;
import io.tallystick.store.database.Connections;
import io.tallystick.store.database.Session;
import io.tallystick.store.schema.WriteRequest;
import io.tallystick.store.write.WriteBatch;
import io.tallystick.store.write.WriteResult;
import io.tallystick.store.write.WrittenBatch;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    Session one = session();
    Session two = session();
    // Both connections are open before the race begins.
    Store.await(Future.all(write(one, List.of(batch.get(0))), write(two, List.of(batch.get(0)))));
    Future<List<WriteResult>> first = write(one, batch);
    Future<List<WriteResult>> second = write(two, batch);
    Store.await(Future.all(first, second));
    List<WriteResult> again = Store.await(write(one, batch));

    for (int i = 0; i < batch.size(); i++) {
      assertThat(first.result().get(i)).isInstanceOf(WriteResult.Applied.class);
      assertThat(second.result().get(i)).isInstanceOf(WriteResult.Applied.class);
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
    Refusal attempt = refused();
    behindNetwork.ask(Address.ISSUE, issue("first"));

    // The first is under way while the others come, so these share the batch behind it: its commit
    // happens, its answer is lost with the connection, and so on until it is healed.
    network.loseAnswersToRequestsOver(4_096);
    network.freeze();
    Future<?> alone = behindNetwork.send(Address.ISSUE, issue("alone"));
    Future<?> revoking = behindNetwork.send(Address.REVOKE, revocation);
    List<Future<?>> sent = new ArrayList<>(List.of(revoking));
    sent.add(behindNetwork.send(Address.APPEND_EVENTS, new AppendEvents(List.of(attempt), 10_000)));
    for (int i = 0; i < 30; i++) {
      sent.add(behindNetwork.send(Address.ISSUE, issue("identity" + i)));
    }
    pause(100);
    network.thaw();
    pause(1_000);
    assertThat(direct.events()).as("committed, though nobody was told").hasSize(35);
    assertThat(sent).noneMatch(Future::isComplete);
    network.heal();
    Store.await(Future.all(alone, Future.all(sent)));

    assertThat(revoking.result()).isInstanceOf(TokenRevoked.class);
    assertThat(Store.number(url, "select count(*) from tallystick.token")).isEqualTo(33);
    assertGapless(direct.events(), 35);
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
      pause(round * 2L);
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
    IssueToken shortOfTime = inVain.withMillisLeft(1_500);
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
    Store small = Store.start(url, 10, 50);
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
  void moreThanASlowDatabaseCanWriteIsRefusedAtOnceAndTheRestIsAnsweredInTime() throws Exception {
    // 2,000 rows a second at the most.
    Store.execute(
        url,
        """
        create function slow() returns trigger language plpgsql as $$
        begin perform pg_sleep(0.0005 * (select count(*) from added)); return null; end $$;
        create trigger slow after insert on tallystick.token referencing new table as added
        for each statement execute function slow()
        """);
    List<Future<?>> all = new ArrayList<>();
    List<Long> answeredMillis = new ArrayList<>();
    List<Long> refusedMillis = new ArrayList<>();
    // Three times as many, for two seconds; the first of them teach it the pace.
    for (int tick = 0; tick < 200; tick++) {
      for (int i = 0; i < 60; i++) {
        long start = System.nanoTime();
        boolean counts = tick >= 100;
        all.add(
            direct
                .send(Address.ISSUE, issue("identity"))
                .onComplete(
                    done -> {
                      if (counts) {
                        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
                        synchronized (all) {
                          (done.succeeded() ? answeredMillis : refusedMillis).add(millis);
                        }
                      }
                    }));
      }
      pause(10);
    }
    Store.await(Future.join(all).otherwiseEmpty());

    assertThat(answeredMillis.size()).isGreaterThan(1_000);
    assertThat(refusedMillis.size()).isGreaterThan(1_000);
    // Bounds with much room, since tests share their processors with others.
    assertThat(percentile(answeredMillis, 0.5)).isLessThan(500);
    assertThat(percentile(refusedMillis, 0.5)).isLessThan(50);
    assertThat(all.stream().filter(Future::failed).map(f -> Failure.of(f.cause())))
        .containsOnly(Failure.OVERLOADED);
  }

  @Test
  void aCallerWhoHangsUpWhileItWaitsCostsNoQuery() {
    behindNetwork.ask(Address.ISSUE, issue("before"));
    network.freeze();
    Future<?> underWay = behindNetwork.send(Address.ISSUE, issue("under way"));
    IssueToken token = issue("hung up");
    Future<?> abandoned = behindNetwork.send(Address.ISSUE, token);
    Future<?> patient = behindNetwork.send(Address.ISSUE, issue("patient"));
    pause(100);
    behindNetwork.publish(Topic.REQUEST_ABANDONED, new RequestAbandoned(token.event().tokenId()));
    pause(100);
    network.heal();
    Store.await(Future.join(underWay, abandoned, patient).otherwiseEmpty());

    assertThat(Failure.of(abandoned.cause())).isEqualTo(Failure.UNAVAILABLE);
    assertThat(direct.events())
        .extracting(event -> event.draft().identity())
        .containsExactly("before", "under way", "patient");
  }

  @Test
  void theRoleOfTheServiceMayOnlyReadAndCallTheFunction() throws Exception {
    String ownerUrl = TestPostgres.shared().newDatabase();
    DatabaseUrl owner = DatabaseUrl.parse(ownerUrl);
    String role = "service_" + owner.database();
    Store.execute(ownerUrl, "create role " + role + " login password 'secret'");
    String serviceUrl =
        "postgresql://%s:secret@%s:%d/%s?sslmode=disable"
            .formatted(role, owner.host(), owner.port(), owner.database());

    try (Store store =
        Store.start(
            Settings.of(
                    Map.of(
                        "store.url", serviceUrl,
                        "store.migration-url", ownerUrl,
                        "store.statement-timeout", "2s"))
                .store())) {
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

  private Session session() {
    return new Session(
        new Connections(direct.vertx(), DatabaseUrl.parse(url), Store.settings(url, 1, 1), "test"));
  }

  private static Future<List<WriteResult>> write(Session session, List<WriteRequest> batch) {
    return WriteBatch.write(session, batch).map(WrittenBatch::results);
  }

  private static java.time.Instant at(WriteResult result) {
    return ((WriteResult.Applied) result).at();
  }

  private static void assertGapless(List<AuditEvent> events, long count) {
    assertThat(events)
        .extracting(AuditEvent::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, count).boxed().toList());
    assertThat(events).extracting(event -> event.draft().eventId()).doesNotHaveDuplicates();
  }

  private static long percentile(List<Long> values, double fraction) {
    return values.stream().sorted().skip((long) (values.size() * fraction)).findFirst().orElse(0L);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
