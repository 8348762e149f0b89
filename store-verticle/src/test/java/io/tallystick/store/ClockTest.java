package io.tallystick.store;

import static io.tallystick.store.Requests.issue;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.AuditEvent;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.message.CheckHealth;
import io.tallystick.eventbus.message.Health;
import io.tallystick.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Clocks leap, and nothing is lost by it. The retention of these stores is an hour. */
class ClockTest {

  private static final String INSERT =
      """
      insert into tallystick.token (id, secret_hash, identity, issued_at, expires_at)
      select uuidv7(interval '-2 hours' + g * interval '1 millisecond'), sha256(g::text::bytea), 'alive',
             now() - interval '2 hours', now() + interval '5 minutes'
      from generate_series(1, 500) g
      """;

  private final String url = TestPostgres.shared().newDatabase();

  @Test
  void aLeapOfTheDatabasesClockPurgesNothing() throws Exception {
    Store.start(url).close();
    Store.execute(url, INSERT);
    leapTo("now() + interval '400 days'");
    rewind();
    try (Store store = Store.start(url)) {
      await().until(() -> health(store).equals(new Health(true, "clocks disagree")));
      store.ask(Address.ISSUE, issue("while the clock is wrong", inAnHourAfter400Days()));
    }
    assertThat(Store.number(url, "select count(*) from tallystick.token")).isEqualTo(501);

    leapTo("clock_timestamp()");
    try (Store store = Store.start(url)) {
      store.ask(Address.ISSUE, issue("after"));
      await().until(() -> health(store).equals(new Health(true, Health.OK)));

      AuditEvent last = store.events().get(1);
      assertThat(last.at()).isBefore(Instant.now().plusSeconds(60));
    }
  }

  @Test
  void aLeapOfBothClocksPurgesNothing() throws Exception {
    AtomicReference<Duration> leap = new AtomicReference<>(Duration.ZERO);
    InstantSource clock = () -> Instant.now().plus(leap.get());
    try (Store store = Store.start(Store.settings(url, 2_000, 20_000), clock)) {
      store.ask(Address.ISSUE, issue("before"));
      Store.execute(url, INSERT);
      leapTo("now() + interval '400 days'");
      leap.set(Duration.ofDays(400));
      await().until(() -> health(store).equals(new Health(true, "clocks disagree")));
      rewind();
      store.ask(Address.ISSUE, issue("while the clocks are wrong", inAnHourAfter400Days()));
      // A purge that was due is looked for every ten seconds at the latest.
      await()
          .during(Duration.ofSeconds(12))
          .until(() -> Store.number(url, "select count(*) from tallystick.token") == 502);
    }
  }

  @Test
  void theTimeOfEventsDoesNotRunBackwardsButForgetsALeap() throws Exception {
    try (Store store = Store.start(url)) {
      Store.execute(
          url, "update tallystick.audit_head set at = clock_timestamp() + interval '50 seconds'");
      store.ask(Address.ISSUE, issue("not backwards"));
      Store.execute(
          url, "update tallystick.audit_head set at = clock_timestamp() + interval '30 days'");
      store.ask(Address.ISSUE, issue("by the clock"));

      assertThat(store.events().get(0).at()).isAfter(Instant.now().plusSeconds(10));
      assertThat(store.events().get(1).at()).isBefore(Instant.now().plusSeconds(10));
    }
  }

  @Test
  void aStepThatALeapHasPutOffForAYearIsTakenNow() throws Exception {
    Store.start(url).close();
    Store.execute(
        url, INSERT.replace("now() + interval '5 minutes'", "now() - interval '70 minutes'"));
    rewind();
    Store.execute(
        url, "update tallystick.purge_progress set next_step = now() + interval '400 days'");
    try (Store store = Store.start(url)) {
      await().until(() -> Store.number(url, "select count(*) from tallystick.token") == 0);
      assertThat(store.events()).isEmpty();
    }
  }

  private static Health health(Store store) {
    return store.ask(Address.STORE_HEALTH, new CheckHealth());
  }

  private void rewind() throws Exception {
    Store.execute(
        url,
        "update tallystick.purge_progress set next_step = '-infinity',"
            + " after_id = '00000000-0000-0000-0000-000000000000'");
  }

  /** Has all functions of the service ask another clock, which tells this time. */
  private void leapTo(String time) throws Exception {
    Store.execute(
        url,
        """
        create or replace function public.test_clock() returns timestamptz language sql volatile as
        $f$ select %s $f$;
        do $$
        declare f record;
        begin
          for f in select oid from pg_proc where pronamespace = 'tallystick'::regnamespace and prosrc ~ 'clock_timestamp'
          loop
            execute replace(pg_get_functiondef(f.oid), 'clock_timestamp()', 'public.test_clock()');
          end loop;
        end $$
        """
            .formatted(time));
  }

  /** In an hour, by a clock that is 400 days ahead. */
  private static Instant inAnHourAfter400Days() {
    return Instant.now().plus(Duration.ofDays(400)).plus(Duration.ofHours(1));
  }
}
