package io.tallystick.store;

import static io.tallystick.store.Requests.issue;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventbus.Address;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A database that is far away answers late, and is not taken for a slow one. The bursts are so
 * small that a busy machine writes them in time too: a slow batch halves the limit at most, and it
 * takes four or five of them until a burst no longer fits.
 */
class FarDatabaseTest {

  private final Vertx vertx = Vertx.vertx();
  private FaultyNetwork network;
  private Store store;

  @BeforeEach
  void start() {
    String url = TestPostgres.shared().newDatabase();
    network = new FaultyNetwork(vertx, TestPostgres.shared().host(), TestPostgres.shared().port());
    int port = Store.await(network.listen());
    store = Store.start(Store.defaults(TestPostgres.throughPort(url, port)));
  }

  @AfterEach
  void stop() {
    network.heal();
    store.close();
    Store.await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 40, 60, 100})
  void aBurstAfterSingleRequestsIsWritten(long millisEachWay) {
    store.ask(Address.ISSUE, issue("near"));
    network.delay(millisEachWay);
    for (int i = 0; i < 12; i++) {
      store.ask(Address.ISSUE, issue("single"));
    }

    List<Future<?>> burst = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      burst.add(store.send(Address.ISSUE, issue("burst" + i)));
    }
    Store.await(Future.all(burst));

    assertThat(store.events()).hasSize(113);
  }

  @ParameterizedTest
  @ValueSource(longs = {40, 100})
  void aBurstIsWrittenWhenTheDatabaseIsSuddenlyFarAway(long millisEachWay) {
    store.ask(Address.ISSUE, issue("near"));
    network.delay(millisEachWay);
    for (int round = 0; round < 5; round++) {
      List<Future<?>> burst = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        burst.add(store.send(Address.ISSUE, issue("burst" + i)));
      }
      Store.await(Future.all(burst));
    }

    assertThat(store.events()).hasSize(501);
  }
}
