package io.tallystick.store.schema;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.DatabaseUrl.Server;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema up to date, under a lock of the database: many nodes may start at once. */
public final class SchemaMigration {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);
  private static final String SCHEMA = "tallystick";
  private static final String PRIMARY = "primary";
  private static final int CONNECT_TRIES = 10;

  private SchemaMigration() {}

  /**
   * Blocks until the schema is there, for about ten seconds where the database is not.
   *
   * @param owner the database as the role that owns the schema
   * @param serviceRole the role that the service works as, which is granted what it needs
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
