package io.tallystick.store;

import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.refused;
import static io.tallystick.store.Requests.revoke;
import static io.tallystick.testing.Eventually.await;
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
import io.tallystick.eventbus.message.ClaimKey;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.KeyClaimed;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What the store promises when connections, clients and the database fail. */
class StoreFaultTest {

  private final Vertx vertx = Vertx.vertx();
  private String url;
  private String throughNetwork;
  private FaultyNetwork network;
  private Store behindNetwork;
  private Store direct;

  @BeforeEach
  void start() {
    url = TestPostgres.shared().newDatabase();
    network = new FaultyNetwork(vertx, TestPostgres.shared().host(), TestPostgres.shared().port());
    int port = Store.await(network.listen());
    direct = Store.start(url);
    throughNetwork = TestPostgres.throughPort(url, port);
    behindNetwork = Store.start(throughNetwork);
  }

  @AfterEach
  void stop() {
    network.heal();
    behindNetwork.close();
    direct.close();
    Store.await(vertx.close());
  }

  @Test
  void aClaimWhoseAnswerIsLostStandsAsItWasSent() {
    // The connection is open.
    behindNetwork.ask(Address.CLAIM_KEY, claim("00"));
    ClaimKey claim = claim("ab");
    network.loseAnswersToRequestsOver(200);
    Future<KeyClaimed> claimed = behindNetwork.send(Address.CLAIM_KEY, claim);
    await().until(() -> Store.number(url, "select count(*) from tallystick.idempotency_key") == 2);
    network.heal();

    assertThat(Store.await(claimed).nonce()).isEqualTo(claim.nonce());
    assertThat(direct.ask(Address.CLAIM_KEY, claim)).isEqualTo(claimed.result());
  }

  private static ClaimKey claim(String octet) {
    return new ClaimKey(
        octet.repeat(32),
        "cd".repeat(32),
        "ef".repeat(32),
        "01".repeat(8),
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        Requests.TERMS,
        Duration.ofHours(1).toMillis(),
        Requests.MILLIS);
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
    try (Store patient = Store.start(Store.patient(throughNetwork))) {
      patient.ask(Address.ISSUE, issue("first"));

      // The first is under way while the others come, so these share the batch behind it: its
      // commit happens, its answer is lost with the connection, and so on until it is healed.
      network.loseAnswersToRequestsOver(4_096);
      network.freeze();
      Future<?> alone = patient.send(Address.ISSUE, issue("alone"));
      Future<?> revoking = patient.send(Address.REVOKE, revocation);
      List<Future<?>> sent = new ArrayList<>(List.of(revoking));
      sent.add(
          patient.send(Address.APPEND_EVENTS, new AppendEvents(List.of(attempt), Requests.MILLIS)));
      for (int i = 0; i < 29; i++) {
        sent.add(patient.send(Address.ISSUE, issue("identity" + i)));
      }
      await().until(() -> patient.waiting() == 31);
      sent.add(patient.send(Address.ISSUE, issue("identity")));
      await().until(() -> patient.waiting() == 0);
      network.thaw();
      await()
          .untilAsserted(
              () ->
                  assertThat(direct.events()).as("committed, though nobody was told").hasSize(35));
      assertThat(sent).noneMatch(Future::isComplete);
      network.heal();
      Store.await(Future.all(alone, Future.all(sent)));

      assertThat(revoking.result()).isInstanceOf(TokenRevoked.class);
    }
    assertThat(Store.number(url, "select count(*) from tallystick.token")).isEqualTo(33);
    assertGapless(direct.events(), 35);
  }

  @Test
  void aClientFrozenInTheMiddleOfACallStopsNoOtherNode() throws Exception {
    int frozenInACall = 0;
    try (Store frozen = Store.start(Store.patient(throughNetwork))) {
      frozen.ask(Address.ISSUE, issue("before"));
      for (int round = 0; round < 10; round++) {
        // Some rounds freeze a request on its way in, some an answer on its way out.
        if (round % 2 == 0) {
          network.freezeAfterRequests(1 + round * 10_000L);
        } else {
          network.freezeAfterAnswers(1 + round * 1_000L);
        }
        List<Future<?>> sent = new ArrayList<>();
        await()
            .until(
                () -> {
                  for (int i = 0; i < 2_000 && !network.isFrozen(); i++) {
                    sent.add(frozen.send(Address.ISSUE, issue("frozen" + i)));
                  }
                  return network.isFrozen();
                });
        if (sent.stream().anyMatch(answer -> !answer.isComplete())) {
          frozenInACall++;
        }

        // Its call fails after a minute, and what it held would be let go then.
        direct
            .send(Address.ISSUE, issue("other"))
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);

        network.heal();
        Store.await(Future.join(sent).otherwiseEmpty());
      }
    }
    assertThat(frozenInACall).isGreaterThan(3);
  }

  @Test
  void theDatabasesLossMeansABoundedWaitAndServiceResumesByItself() {
    behindNetwork.ask(Address.ISSUE, issue("before"));
    network.cut();

    IssueToken inVain = issue("in vain");
    IssueToken shortOfTime = inVain.withMillisLeft(1_500);
    // It has its answer while the database is still away.
    assertThatThrownBy(() -> behindNetwork.ask(Address.ISSUE, shortOfTime))
        .satisfies(cause -> assertThat(Failure.of(cause)).isEqualTo(Failure.UNAVAILABLE));
    assertThat(behindNetwork.ask(Address.STORE_HEALTH, new CheckHealth()).up()).isFalse();

    int retries = behindNetwork.retries();
    Future<?> patient = behindNetwork.send(Address.ISSUE, issue("patient"));
    await().until(() -> behindNetwork.retries() > retries + 1);
    assertThat(patient.isComplete()).isFalse();
    network.heal();
    Store.await(patient);
    await().until(() -> behindNetwork.ask(Address.STORE_HEALTH, new CheckHealth()).up());
  }

  @Test
  void aFrozenDatabaseMeansABoundedWaitToo() {
    behindNetwork.ask(Address.ISSUE, issue("before"));
    network.freeze();

    Future<?> sent = behindNetwork.send(Address.ISSUE, issue("waits"));
    await().until(() -> behindNetwork.retries() > 0);
    assertThat(sent.isComplete()).isFalse();
    network.heal();

    Store.await(sent);
    assertGapless(direct.events(), 2);
  }

  @Test
  void aFullQueueRefusesAtOnceAndKeepsWhatItHas() {
    List<Future<?>> sent = new ArrayList<>();
    try (Store small = Store.start(throughNetwork, 10, 50)) {
      network.freeze();
      for (int i = 0; i < 500; i++) {
        sent.add(small.send(Address.ISSUE, issue("identity" + i)));
      }

      // Ten are under way, and fifty wait. The others have their answer while nothing is written.
      await().until(() -> sent.stream().filter(Future::isComplete).count() == 440);
      assertThat(sent.stream().filter(Future::isComplete).map(f -> Failure.of(f.cause())))
          .containsOnly(Failure.OVERLOADED);
      network.heal();
      Store.await(Future.join(sent).otherwiseEmpty());
    }

    assertThat(sent.stream().filter(Future::succeeded)).hasSize(60);
    assertGapless(direct.events(), 60);
  }

  /**
   * Counted in rows, not in time: whoever waits for no more than some rows waits no longer than the
   * database takes for them.
   */
  @Test
  void ofMoreThanADatabaseCanWriteFewWaitAndTheOthersAreRefusedAtOnce() throws Exception {
    // 2,000 rows a second at the most, of which 200 may be waited for.
    Store.execute(
        url,
        """
        create function slow() returns trigger language plpgsql as $$
        begin perform pg_sleep(0.0005 * (select count(*) from added)); return null; end $$;
        create trigger slow after insert on tallystick.token referencing new table as added
        for each statement execute function slow()
        """);
    List<Future<?>> all = new ArrayList<>();
    AtomicInteger written = new AtomicInteger();
    List<Integer> beforeAnAnswer = Collections.synchronizedList(new ArrayList<>());
    List<Integer> beforeARefusal = Collections.synchronizedList(new ArrayList<>());
    try (Store overloaded = Store.start(Store.defaults(url))) {
      // For each row that is written, three more are asked for; the first thousand teach it the
      // pace.
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                while (all.size() < 600 + 3 * written.get()) {
                  int before = written.get();
                  all.add(
                      overloaded
                          .send(Address.ISSUE, issue("identity"))
                          .onSuccess(
                              done -> {
                                int rows = written.incrementAndGet() - before;
                                if (before > 1_000) {
                                  beforeAnAnswer.add(rows);
                                }
                              })
                          .onFailure(
                              cause -> {
                                if (before > 1_000) {
                                  beforeARefusal.add(written.get() - before);
                                }
                              }));
                }
                return written.get() > 4_000;
              });
      Store.await(Future.join(all).otherwiseEmpty());
    }

    assertThat(beforeAnAnswer).hasSizeGreaterThan(1_000);
    assertThat(beforeARefusal).hasSizeGreaterThan(1_000);
    assertThat(median(beforeAnAnswer)).isLessThan(500);
    assertThat(median(beforeARefusal)).isLessThan(100);
    assertThat(all.stream().filter(Future::failed).map(f -> Failure.of(f.cause())))
        .containsOnly(Failure.OVERLOADED);
  }

  @Test
  void aCallerWhoHangsUpWhileItWaitsCostsNoQuery() {
    // With one request in flight at a time, however far the database seems, the others wait.
    try (Store oneByOne = Store.start(throughNetwork, 1, 20_000)) {
      oneByOne.ask(Address.ISSUE, issue("before"));
      network.freeze();
      Future<?> underWay = oneByOne.send(Address.ISSUE, issue("under way"));
      IssueToken token = issue("hung up");
      Future<?> abandoned = oneByOne.send(Address.ISSUE, token);
      Future<?> patient = oneByOne.send(Address.ISSUE, issue("patient"));
      await().until(() -> oneByOne.waiting() == 2);
      oneByOne.publish(Topic.REQUEST_ABANDONED, new RequestAbandoned(token.event().tokenId()));
      // Once it has a later request, it has heard of that too.
      Future<?> later = oneByOne.send(Address.ISSUE, issue("later"));
      await().until(() -> oneByOne.waiting() == 3);
      network.heal();
      Store.await(Future.join(underWay, abandoned, patient, later).otherwiseEmpty());

      assertThat(Failure.of(abandoned.cause())).isEqualTo(Failure.UNAVAILABLE);
    }
    assertThat(direct.events())
        .extracting(event -> event.draft().identity())
        .containsExactly("before", "under way", "patient", "later");
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

  private static int median(List<Integer> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0);
  }
}
