package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.launcher.postgres.EmbeddedPostgres;
import io.tallystick.store.upkeep.Reconciliation;
import io.tallystick.testing.Jdbc;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @TempDir Path directory;

  @Test
  void whatWasAnsweredIsOnTheStandbyAndTheServiceGoesOnThere() throws Exception {
    try (ReplicatedPostgres servers = new ReplicatedPostgres(directory);
        ServiceProcess service =
            ServiceProcess.start(
                Files.createDirectory(directory.resolve("service")),
                "-Dtallystick.store.url=" + both(servers.primary(), servers.standby()))) {
      EmbeddedPostgres standby = servers.standby();
      servers.replicateSynchronously();
      URI address = service.uri("/");
      Callers callers = new Callers(8, () -> List.of(address), Duration.ofSeconds(10));
      try (callers) {
        callers.untilAnswered(100);

        servers.primary().stop("immediate");
        servers.execute(standby, "select pg_promote()");

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
    }
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
