package io.tallystick.store;

import static io.tallystick.store.Requests.issue;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.Health;
import io.tallystick.eventbus.message.ReadEvents;
import io.tallystick.testing.FaultyNetwork;
import io.tallystick.testing.TestLog;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server or a session is in a state in which nothing can be written, until that changes. */
class ServerStateTest {

  private final String url = TestPostgres.shared().newDatabase();
  private final String database = DatabaseUrl.parse(url).database();

  /** Each of them speaks of the session or of the server, and none of the row. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "25006", "25P02", "26000", "42P05", "42501", "42883", "0A000", "55000", "57P03", "58030",
        "53100", "XX000"
      })
  void anErrorOfTheSessionEndsItAndTheRequestIsWrittenByAnother(String sqlState) throws Exception {
    try (Store store = Store.start(url)) {
      store.ask(Address.ISSUE, issue("first"));
      Store.execute(
          url,
          """
          create table backend (pid int);
          create table fault (at_pid int);
          create function fail() returns trigger language plpgsql as $$
          begin
            if exists (select from public.fault) then
              raise exception 'as told' using errcode = '%s';
            end if;
            insert into public.backend values (pg_backend_pid());
            return null;
          end $$;
          create trigger fail after insert on tallystick.token for each statement
          execute function fail()
          """
              .formatted(sqlState));
      store.ask(Address.ISSUE, issue("second"));
      Store.execute(url, "insert into fault values (1)");
      int retries = store.retries();
      Future<?> waiting = store.send(Address.ISSUE, issue("third"));
      await().until(() -> store.retries() > retries);
      assertThat(waiting.isComplete()).isFalse();
      Store.execute(url, "delete from fault");
      Store.await(waiting);

      assertThat(Store.number(url, "select count(distinct pid) from backend")).isEqualTo(2);
      assertThat(store.events()).hasSize(3);
    }
  }

  @Test
  void aDatabaseThatWasReadOnlyIsWrittenAgainWithoutAHand() throws Exception {
    try (Store store = Store.start(url)) {
      store.ask(Address.ISSUE, issue("first"));
      alter("set default_transaction_read_only = on");
      endSessions();
      await().until(() -> health(store).equals(new Health(false, "database is read-only")));
      int retries = store.retries();
      Future<?> waiting = store.send(Address.ISSUE, issue("second"));
      await().until(() -> store.retries() > retries);
      assertThat(waiting.isComplete()).isFalse();

      alter("reset default_transaction_read_only");
      Store.await(waiting);
      await().until(() -> health(store).equals(new Health(true, Health.OK)));
    }
  }

  @Test
  void aRefusedLoginMeansWaitingAndTheServersOwnWordsInTheLog() throws Exception {
    String role = "role_" + database;
    Store.execute(url, "create role " + role + " login superuser password 'secret'");
    DatabaseUrl at = DatabaseUrl.parse(url);
    String roleUrl =
        "postgresql://%s:secret@%s:%d/%s?sslmode=disable"
            .formatted(role, at.host(), at.port(), database);
    TestLog log = TestLog.fromHere();
    try (Store store = Store.start(roleUrl)) {
      store.ask(Address.ISSUE, issue("first"));
      Store.execute(url, "alter role " + role + " nologin");
      endSessions();
      int retries = store.retries();
      Future<?> waiting = store.send(Address.ISSUE, issue("second"));
      await().until(() -> store.retries() > retries + 1);
      assertThat(waiting.isComplete()).isFalse();
      assertThat(health(store).up()).isFalse();

      Store.execute(url, "alter role " + role + " login");
      Store.await(waiting);
    }
    assertThat(log.lines()).anyMatch(line -> line.contains("is not permitted to log in"));
    assertThat(log.lines()).noneMatch(line -> line.contains("secret"));
  }

  @Test
  void aCommitIsFlushedWhateverTheServersDefaultIsMeanwhile() throws Exception {
    Store.start(url).close();
    try (Connection session = Store.connect(url);
        Statement statement = session.createStatement()) {
      session.setAutoCommit(false);
      statement.execute("set synchronous_commit = off");
      session.commit();
      statement.execute(
          "select tallystick.write_batch_v2("
              + String.join(",", Collections.nCopies(15, "'{}'"))
              + ")");
      assertThat(setting(statement)).isEqualTo("on");
      session.rollback();
      assertThat(setting(statement)).isEqualTo("off");
    }
  }

  private static String setting(Statement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery("show synchronous_commit")) {
      result.next();
      return result.getString(1);
    }
  }

  @Test
  void connectionsThatWereLostInSilenceAreReplaced() throws Exception {
    Vertx vertx = Vertx.vertx();
    FaultyNetwork network =
        new FaultyNetwork(vertx, TestPostgres.shared().host(), TestPostgres.shared().port());
    int port = Store.await(network.listen());
    try (Store store = Store.start(TestPostgres.throughPort(url, port))) {
      store.ask(Address.ISSUE, issue("first"));
      store.ask(Address.READ_EVENTS, new ReadEvents(0, 1, true));
      assertThat(health(store).up()).isTrue();
      network.lose();

      store.ask(Address.ISSUE, issue("second"));
      await().until(() -> health(store).up());
      await()
          .until(
              () ->
                  store
                      .send(Address.READ_EVENTS, new ReadEvents(0, 10))
                      .transform(read -> Future.succeededFuture(read.succeeded()))
                      .toCompletionStage()
                      .toCompletableFuture()
                      .get());
    }
    Store.await(vertx.close());
  }

  @Test
  void aConfirmedReadNamesItsServer() {
    try (Store store = Store.start(url)) {
      store.ask(Address.ISSUE, issue("first"));

      var remembered = store.ask(Address.READ_EVENTS, new ReadEvents(0, 10));
      var confirmed = store.ask(Address.READ_EVENTS, new ReadEvents(0, 10, true));

      assertThat(remembered.server()).isNull();
      assertThat(confirmed.server()).endsWith(":" + TestPostgres.shared().port());
      assertThat(confirmed.events()).isEqualTo(remembered.events());
    }
  }

  private static Health health(Store store) {
    return store.ask(Address.STORE_HEALTH, new CheckHealth());
  }

  private void alter(String what) throws Exception {
    Store.execute(
        TestPostgres.shared().newDatabase(), "alter database %s %s".formatted(database, what));
  }

  private void endSessions() throws Exception {
    Store.execute(
        TestPostgres.shared().newDatabase(),
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
            .formatted(database));
  }
}
