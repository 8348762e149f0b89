package io.tallystick.store;

import static io.tallystick.store.Requests.issue;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.message.TokenIssued;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Maintenance holds locks on the events for long. Writing goes on. */
class PartitionTest {

  // ANALYZE and VACUUM take this lock.
  private static final String LOCK =
      "lock table tallystick.audit_event in share update exclusive mode";

  private String url;
  private Store store;

  @BeforeEach
  void start() throws Exception {
    url = TestPostgres.shared().newDatabase();
    store = Store.start(url);
    await().until(() -> partitions() == 3);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void writingGoesOnInTheNextPartitionWhileMaintenanceRuns() throws Exception {
    try (Connection maintenance = Store.connect(url);
        Statement statement = maintenance.createStatement()) {
      maintenance.setAutoCommit(false);
      statement.execute(LOCK);
      Store.execute(url, "update tallystick.audit_head set seq = 19999990");

      List<Future<?>> sent = send(20);
      Store.await(Future.all(sent));

      assertThat(((TokenIssued) sent.get(19).result()).seq()).isGreaterThan(20_000_000);
      maintenance.rollback();
    }
    await().until(() -> partitions() == 5);
  }

  @Test
  void ifTheNextPartitionIsMissingAWriteWaitsForItAndIsDone() throws Exception {
    try (Connection maintenance = Store.connect(url);
        Statement statement = maintenance.createStatement()) {
      maintenance.setAutoCommit(false);
      statement.execute(LOCK);
      Store.execute(url, "update tallystick.audit_head set seq = 29999990");
      int retries = store.retries();
      List<Future<?>> sent = send(20);
      await().until(() -> store.retries() > retries);

      maintenance.rollback();
      Store.await(Future.all(sent));
    }
    assertThat(
            Store.number(
                url,
                "select count(*) from tallystick.audit_event where seq between 29999991 and 30000010"))
        .isEqualTo(20);
  }

  private List<Future<?>> send(int count) {
    List<Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent.add(store.send(Address.ISSUE, issue("identity" + i)));
    }
    return sent;
  }

  private long partitions() throws Exception {
    return Store.number(
        url,
        "select count(*) from pg_inherits where inhparent = 'tallystick.audit_event'::regclass");
  }
}
