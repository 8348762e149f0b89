package io.tallystick.store.schema;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.DatabaseUrl.Server;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Migrates the schema under a lock of the database, so that several nodes may start at once. */
public final class SchemaMigration {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);
  private static final String SCHEMA = "tallystick";
  private static final String PRIMARY = "primary";
  private static final int CONNECT_TRIES = 10;

  private SchemaMigration() {}

  /**
   * Migrates the schema. It blocks, and if the database is unreachable it fails after about ten
   * seconds.
   *
   * @param owner the URL with the role that owns the schema
   * @param serviceRole the role of the service, to which the needed rights are granted
   * @throws org.flywaydb.core.api.FlywayException if the database is unreachable, if a migration
   *     fails, or if the schema is of a newer release
   */
  public static void run(DatabaseUrl owner, String serviceRole) {
    MigrateResult result =
        Flyway.configure(SchemaMigration.class.getClassLoader())
            .dataSource(dataSource(owner))
            .locations("classpath:io/tallystick/store/migration")
            .defaultSchema(SCHEMA)
            .createSchemas(true)
            .placeholders(
                Map.of("schema", SCHEMA, "serviceRole", serviceRole.replace("\"", "\"\"")))
            .connectRetries(CONNECT_TRIES)
            .connectRetriesInterval(1)
            .lockRetryCount(60)
            .load()
            .migrate();
    LOG.info(
        "Schema is at version {} ({} migrations run)",
        result.migrationsExecuted == 0 ? result.initialSchemaVersion : result.targetSchemaVersion,
        result.migrationsExecuted);
  }

  /** A JDBC data source for the server of a URL that accepts writes. It opens no connection yet. */
  public static PGSimpleDataSource dataSource(DatabaseUrl url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(url.servers().stream().map(Server::host).toArray(String[]::new));
    source.setPortNumbers(url.servers().stream().mapToInt(Server::port).toArray());
    source.setTargetServerType(PRIMARY);
    source.setDatabaseName(url.database());
    source.setUser(url.user());
    source.setPassword(url.password());
    source.setSslMode(url.sslMode());
    if (url.sslRootCert() != null) {
      source.setSslRootCert(url.sslRootCert());
    }
    source.setApplicationName("tallystick migration");
    source.setConnectTimeout(10);
    return source;
  }
}
