package io.tallystick.launcher;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.launcher.postgres.EmbeddedPostgres;
import io.tallystick.testing.Jdbc;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The database of a cluster: its server can be made to fail, and an operator can be in the way. */
final class FaultyDatabase implements AutoCloseable {

  private static final String END_SESSIONS =
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
      """;
  private static final String CLOCK =
      """
      create or replace function public.test_clock() returns timestamptz language sql volatile as
      $f$ select clock_timestamp() + interval '%d seconds' $f$
      """;
  // As it is now, each function asks the stub instead, whichever time that tells.
  private static final String ASK_THE_CLOCK =
      """
      do $$
      declare f record;
      begin
        for f in
          select oid from pg_proc
          where pronamespace = 'tallystick'::regnamespace and prosrc ~ 'clock_timestamp'
        loop
          execute replace(pg_get_functiondef(f.oid), 'clock_timestamp()', 'public.test_clock()');
        end loop;
      end $$
      """;

  private final ReplicatedPostgres servers;
  private final EmbeddedPostgres postgres;

  FaultyDatabase(Path directory) throws Exception {
    this.servers = new ReplicatedPostgres(directory);
    this.postgres = servers.primary();
  }

  DatabaseUrl url() {
    return postgres.url();
  }

  /** A standby that follows it. */
  DatabaseUrl standby() {
    return servers.standby().url();
  }

  /** From here on, the standby shows what it has now. */
  void holdStandby() throws Exception {
    servers.execute(servers.standby(), "select pg_wal_replay_pause()");
  }

  /** The standby catches up. */
  void releaseStandby() throws Exception {
    servers.execute(servers.standby(), "select pg_wal_replay_resume()");
  }

  /**
   * Makes it fail, and well again; blocks that long.
   *
   * @param fault one of those that happen to the database
   * @param millis how long a fault lasts that has a length
   */
  void inflict(Fault fault, long millis) throws Exception {
    switch (fault) {
      case DATABASE_KILLED -> postgres.server().ifPresent(ProcessHandle::destroyForcibly);
      case DATABASE_RESTARTED -> {
        // PostgreSQL's fast shutdown; it is started again as soon as it has ended.
        for (ProcessHandle server : postgres.server().stream().toList()) {
          Signals.send("INT", server);
          server.onExit().get(30, TimeUnit.SECONDS);
        }
      }
      case DATABASE_FROZEN -> {
        List<ProcessHandle> all =
            postgres.server().stream()
                .flatMap(server -> Stream.concat(Stream.of(server), server.children()))
                .toList();
        for (ProcessHandle process : all) {
          Signals.send("STOP", process);
        }
        TimeUnit.MILLISECONDS.sleep(millis);
        for (ProcessHandle process : all) {
          Signals.send("CONT", process);
        }
      }
      case DATABASE_READ_ONLY -> {
        execute("alter database postgres set default_transaction_read_only = on", END_SESSIONS);
        TimeUnit.MILLISECONDS.sleep(millis);
        // Those who connected meanwhile stay read-only.
        execute(
            "set default_transaction_read_only = off",
            "alter database postgres reset default_transaction_read_only");
      }
      case PARTITIONS_LOCKED ->
          hold("lock table tallystick.audit_event in share update exclusive mode", millis);
      // Longer than the service waits for a lock, at times.
      case HEAD_LOCKED -> hold("select seq from tallystick.audit_head for update", 2 * millis);
      case DATABASE_CLOCK_MOVED -> {
        // Forwards and backwards, up to some five hours.
        execute(CLOCK.formatted((millis - 1_500) * 14), ASK_THE_CLOCK);
        TimeUnit.MILLISECONDS.sleep(millis);
        execute(CLOCK.formatted(0));
      }
      default -> throw new IllegalArgumentException(fault + " does not happen to a database");
    }
  }

  /** Keeps a lock for a time. */
  private void hold(String lock, long millis) throws Exception {
    try (Connection connection = Jdbc.connect(url());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(lock);
      TimeUnit.MILLISECONDS.sleep(millis);
      connection.rollback();
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = Jdbc.connect(url());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() {
    servers.close();
  }
}
