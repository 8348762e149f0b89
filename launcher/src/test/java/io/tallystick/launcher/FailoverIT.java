package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.launcher.postgres.EmbeddedPostgres;
import io.tallystick.launcher.postgres.SharedPrograms;
import io.tallystick.store.upkeep.Reconciliation;
import io.tallystick.testing.Jdbc;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The primary of two PostgreSQL servers crashes under load, and its synchronous standby takes over.
 */
class FailoverIT {

  private static final Logger LOG = LoggerFactory.getLogger(FailoverIT.class);

  private static final String SUPERUSER = "tallystick";

  @TempDir Path directory;

  @Test
  void whatWasAnsweredIsOnTheStandbyAndTheServiceGoesOnThere() throws Exception {
    EmbeddedPostgres primary = startWithLogins(directory.resolve("primary"));
    EmbeddedPostgres standby = standbyOf(primary);
    execute(primary, "alter system set synchronous_standby_names = '*'");
    execute(primary, "select pg_reload_conf()");
    try (ServiceProcess service =
        ServiceProcess.start(
            Files.createDirectory(directory.resolve("service")),
            "-Dtallystick.store.url=" + both(primary, standby))) {
      URI address = service.uri("/");
      Callers callers = new Callers(8, () -> List.of(address), Duration.ofSeconds(10));
      try (callers) {
        callers.untilAnswered(100);

        primary.stop("immediate");
        execute(standby, "select pg_promote()");

        Duration gap = callers.untilAnswered(100);
        LOG.info("A standby was promoted: {} ms without a good answer", gap.toMillis());
      }
      assertThat(callers.failures()).isEmpty();
      assertThat(ids(standby, "select id from tallystick.token"))
          .containsAll(callers.issued().keySet());
      assertThat(ids(standby, "select id from tallystick.token where revoked_at is not null"))
          .containsAll(callers.revoked());
      assertThat(Reconciliation.run(standby.url(), Duration.ofDays(30)).findings()).isEmpty();
      LOG.info("{} issued, {} revoked", callers.issued().size(), callers.revoked().size());
      await().until(service::isHealthy);
    } finally {
      standby.stop();
    }
  }

  /** A base backup by hand, as PostgreSQL's manual has it for tools like this one. */
  private EmbeddedPostgres standbyOf(EmbeddedPostgres primary) throws Exception {
    Path from = directory.resolve("primary");
    Path to = directory.resolve("standby");
    Path cluster = to.resolve("cluster");
    try (Connection connection = administrate(primary);
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('standby', true)");
      copy(from.resolve("cluster"), cluster);
      try (ResultSet stopped = statement.executeQuery("select labelfile from pg_backup_stop()")) {
        stopped.next();
        Files.writeString(cluster.resolve("backup_label"), stopped.getString(1));
      }
    }
    Files.copy(from.resolve("service-password"), to.resolve("service-password"));
    Files.createFile(cluster.resolve("standby.signal"));
    DatabaseUrl url = primary.url();
    Files.writeString(
        cluster.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=%s port=%d user=%s password=%s'%n"
            .formatted(url.host(), url.port(), SUPERUSER, password()));
    SharedPrograms.linkInto(to);
    return EmbeddedPostgres.start(to);
  }

  /** A server that lets its superuser log in, who may do what operators do, and replicate. */
  private static EmbeddedPostgres startWithLogins(Path at) throws Exception {
    SharedPrograms.linkInto(at);
    EmbeddedPostgres.start(at).stop();
    Files.writeString(
        at.resolve("cluster/pg_hba_local.conf"),
        "host all,replication %s 127.0.0.1/32 scram-sha-256%n".formatted(SUPERUSER));
    return EmbeddedPostgres.start(at);
  }

  private String password() throws IOException {
    return Files.readString(directory.resolve("primary/password")).strip();
  }

  private Connection administrate(EmbeddedPostgres server) throws SQLException, IOException {
    DatabaseUrl url = server.url();
    return Jdbc.connect(
        new DatabaseUrl(url.servers(), url.database(), SUPERUSER, password(), "disable", null));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path relative = from.relativize(file);
        boolean isWal = relative.startsWith("pg_wal") && Files.isRegularFile(file);
        if (!isWal && !file.getFileName().toString().equals("postmaster.pid")) {
          Path copied = to.resolve(relative.toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(copied);
          } else {
            Files.copy(file, copied);
          }
        }
      }
    }
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
  }

  private static String both(EmbeddedPostgres primary, EmbeddedPostgres standby) {
    DatabaseUrl url = primary.url();
    return "postgresql://%s:%s@%s:%d,%s:%d/%s?sslmode=verify-full&sslrootcert=%s&target_session_attrs=primary"
        .formatted(
            url.user(),
            url.password(),
            url.host(),
            url.port(),
            standby.url().host(),
            standby.url().port(),
            url.database(),
            url.sslRootCert());
  }

  private void execute(EmbeddedPostgres server, String sql) throws SQLException, IOException {
    try (Connection connection = administrate(server);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Set<String> ids(EmbeddedPostgres server, String sql) throws SQLException {
    Set<String> ids = new HashSet<>();
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  private static Connection connect(EmbeddedPostgres server) throws SQLException {
    return Jdbc.connect(server.url());
  }
}
