package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.store.schema.SchemaMigration;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The service with PgBouncer in front of its database, if that program is installed: {@code ./mvnw
 * verify -Pfaults -Dit.test=PgBouncerModes}.
 */
class PgBouncerModes {

  private static final String SESSIONS =
      "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

  @TempDir Path directory;

  private final String url = TestPostgres.shared().newDatabase();

  @BeforeEach
  void requireTheProgram() throws Exception {
    assumeTrue(
        PgBouncer.program().isPresent(),
        "PgBouncer is not installed. Debian has it in the package pgbouncer.");
    // As root, the program runs as nobody, who must be able to read its files.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void inSessionModeTheServiceWorksAndOutlivesThePoolerAndItsSessions() throws Exception {
    migrate();
    try (PgBouncer pooler = start("session");
        ServiceProcess service = serve(pooler)) {
      String first = service.issue("first");
      assertThat(service.delete("first", first).statusCode()).isEqualTo(200);

      pooler.stop();
      CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> service.issue("2nd"));
      await().until(() -> !service.isHealthy());
      pooler.start();
      String second = waiting.get();
      await().until(service::isHealthy);

      number("select count(pg_terminate_backend(pid)) " + SESSIONS);
      assertThat(service.delete("2nd", second).statusCode()).isEqualTo(200);
      await().until(service::isHealthy);
      assertThat(number("select count(*) " + SESSIONS)).isPositive();
    }
    assertThat(number("select count(*) from tallystick.token where revoked_at is not null"))
        .isEqualTo(2);
    assertThat(number("select seq from tallystick.audit_head")).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"transaction", "statement"})
  void inOtherModesTheStartIsRefusedInPlainWords(String poolMode) throws Exception {
    migrate();
    try (PgBouncer pooler = start(poolMode)) {
      ServiceProcess refused = ServiceProcess.launch(home(), storeUrl(pooler));
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.stdout()).doesNotContain("is ready");
      assertThat(refused.stderr())
          .contains("Tallystick cannot start: the database cannot be used: ")
          .contains("a pooler", "gives each %s another session".formatted(poolMode))
          .contains("set its pool_mode to session, or name the server itself")
          .doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "transaction"})
  void aPoolOfOneSessionDoesNotHoldUpTheStart(String poolMode) throws Exception {
    migrate();
    try (PgBouncer pooler = start(poolMode + "\ndefault_pool_size = 1")) {
      ServiceProcess refused = ServiceProcess.launch(home(), storeUrl(pooler));
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.stderr())
          .contains("a second connection gets no answer", "a pooler with too few sessions")
          .doesNotContain("\tat ", "120 seconds");
    }
  }

  @Test
  void inSessionModeTheSchemaIsMigratedThroughThePooler() throws Exception {
    try (PgBouncer pooler = start("session");
        ServiceProcess service = serve(pooler)) {
      service.issue("billing");
    }
    assertThat(number("select seq from tallystick.audit_head")).isEqualTo(1);
  }

  private void migrate() throws Exception {
    DatabaseUrl owner = DatabaseUrl.parse(url);
    SchemaMigration.run(owner, owner.user());
  }

  private PgBouncer start(String poolMode) throws IOException {
    return PgBouncer.start(directory.resolve("pgbouncer"), poolMode, url);
  }

  private ServiceProcess serve(PgBouncer pooler) throws IOException {
    return ServiceProcess.start(home(), storeUrl(pooler));
  }

  private Path home() throws IOException {
    return Files.createDirectories(directory.resolve("service"));
  }

  private static String storeUrl(PgBouncer pooler) {
    return "-Dtallystick.store.url=" + pooler.url();
  }

  private long number(String sql) throws Exception {
    try (Connection connection = Jdbc.connect(DatabaseUrl.parse(url));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }
}
