package io.tallystick.store;

import static io.tallystick.store.Requests.issue;
import static io.tallystick.store.Requests.refused;
import static io.tallystick.store.Requests.revoke;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.eventbus.message.ReadRevocations;
import io.tallystick.eventbus.message.RevocationsRead;
import io.tallystick.eventbus.message.RevocationsRead.Revocation;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tokens were revoked, by the numbers of events. */
class RevocationReaderTest {

  private final Vertx vertx = Vertx.vertx();
  private final String url = TestPostgres.shared().newDatabase();
  private FaultyNetwork network;
  private Store store;

  @BeforeEach
  void start() {
    network = new FaultyNetwork(vertx, TestPostgres.shared().host(), TestPostgres.shared().port());
    store = Store.start(TestPostgres.throughPort(url, Store.await(network.listen())));
  }

  @AfterEach
  void stop() {
    store.close();
    Store.await(vertx.close());
  }

  @Test
  void theyAreFoundAmongOtherEventsWithTheirNumbers() {
    List<Revocation> expected = revokeAmongOthers(3);

    RevocationsRead read = read(0, 100);

    assertThat(read).isEqualTo(new RevocationsRead(expected, 9, 9));
  }

  @Test
  void onlySoManyNumbersAreLookedAt() {
    List<Revocation> expected = revokeAmongOthers(3);

    assertThat(read(0, 4)).isEqualTo(new RevocationsRead(expected.subList(0, 1), 4, 9));
    assertThat(read(4, 4)).isEqualTo(new RevocationsRead(expected.subList(1, 2), 8, 9));
    assertThat(read(8, 4)).isEqualTo(new RevocationsRead(expected.subList(2, 3), 9, 9));
    assertThat(read(9, 4)).isEqualTo(new RevocationsRead(List.of(), 9, 9));
    assertThat(read(0, 0)).isEqualTo(new RevocationsRead(List.of(), 0, 9));
  }

  @Test
  void onlySoManyRevocationsAreRead() {
    List<Revocation> expected = revokeAmongOthers(3);

    assertThat(readSome(0, 2)).isEqualTo(new RevocationsRead(expected.subList(0, 2), 6, 9));
    assertThat(readSome(6, 2)).isEqualTo(new RevocationsRead(expected.subList(2, 3), 9, 9));
    assertThat(readSome(9, 2)).isEqualTo(new RevocationsRead(List.of(), 9, 9));
  }

  @Test
  void whoFollowsTheNewestDoesNotWaitForWhoIsBehind() throws Exception {
    read(0, 1);
    readSome(0, 1);

    assertThat(
            Store.number(
                url,
                "select count(*) from pg_stat_activity where datname = current_database()"
                    + " and query like '%nullif($3::int, 0)%' and pid <> pg_backend_pid()"))
        .isEqualTo(2);
  }

  @Test
  void whoeverIsAheadOfTheDatabaseLearnsThat() {
    revokeAmongOthers(1);

    assertThat(read(100, 10)).isEqualTo(new RevocationsRead(List.of(), 3, 3));
  }

  @Test
  void withoutTheDatabaseThereIsNoAnswer() {
    read(0, 1);
    network.cut();

    assertThatThrownBy(() -> read(0, 1))
        .satisfies(cause -> assertThat(Failure.of(cause)).isEqualTo(Failure.UNAVAILABLE));
    network.heal();
    assertThat(read(0, 1).last()).isZero();
  }

  /** Three events for each: an issue, a refused attempt, and the revoke. */
  private List<Revocation> revokeAmongOthers(int count) {
    List<Revocation> revocations = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      IssueToken token = issue("billing");
      store.ask(Address.ISSUE, token);
      store.ask(Address.APPEND_EVENTS, new AppendEvents(List.of(refused()), Requests.MILLIS));
      store.ask(Address.REVOKE, revoke(token));
      revocations.add(new Revocation(3L * i, token.event().tokenId()));
    }
    return revocations;
  }

  private RevocationsRead readSome(long after, int most) {
    return store.ask(Address.READ_REVOCATIONS, new ReadRevocations(after, 100, most));
  }

  private RevocationsRead read(long after, int limit) {
    return store.ask(Address.READ_REVOCATIONS, new ReadRevocations(after, limit));
  }
}
