package io.tallystick.launcher;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.launcher.postgres.EmbeddedPostgres;
import io.tallystick.launcher.postgres.SharedPrograms;
import io.tallystick.testing.Jdbc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL server, and a standby that follows it, asynchronously at first. */
final class ReplicatedPostgres implements AutoCloseable {

  private static final String SUPERUSER = "tallystick";

  private final Path directory;
  private final EmbeddedPostgres primary;
  private final EmbeddedPostgres standby;

  /** Starts both, each in a directory of its own below this one. */
  ReplicatedPostgres(Path directory) throws Exception {
    this.directory = directory;
    this.primary = startWithLogins(directory.resolve("primary"));
    this.standby = standbyOf(primary);
  }

  EmbeddedPostgres primary() {
    return primary;
  }

  EmbeddedPostgres standby() {
    return standby;
  }

  /** From here on, a commit is answered only if the standby has it. */
  void replicateSynchronously() throws SQLException, IOException {
    execute(primary, "alter system set synchronous_standby_names = '*'");
    execute(primary, "select pg_reload_conf()");
  }

  /** Executes a statement as superuser. */
  void execute(EmbeddedPostgres server, String sql) throws SQLException, IOException {
    try (Connection connection = administrate(server);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
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

  @Override
  public void close() {
    standby.stop();
    primary.stop();
  }
}
