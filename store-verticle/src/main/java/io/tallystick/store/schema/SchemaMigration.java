package io.tallystick.store.schema;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.config.value.DatabaseUrl.Server;
import io.tallystick.store.database.UnusableDatabaseException;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Migrates the schema under a lock of the database, so that several nodes may start at once. */
public final class SchemaMigration {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);
  private static final String SCHEMA = "tallystick";
  private static final String PRIMARY = "primary";

  private SchemaMigration() {}

  /**
   * Migrates the schema to the newest version. It blocks until that is done.
   *
   * @param owner the URL with the role that owns the schema
   * @param serviceRole the role of the service, to which the needed rights are granted
   * @return how many migrations were run
   * @throws UnusableDatabaseException if the database is unreachable, if a migration fails, or if
   *     the schema is of a newer release; with the server's own words
   */
  public static int run(DatabaseUrl owner, String serviceRole) throws UnusableDatabaseException {
    try {
      MigrateResult result =
          Flyway.configure(SchemaMigration.class.getClassLoader())
              .dataSource(dataSource(owner))
              .locations("classpath:io/tallystick/store/migration")
              .defaultSchema(SCHEMA)
              .createSchemas(true)
              .placeholders(
                  Map.of("schema", SCHEMA, "serviceRole", serviceRole.replace("\"", "\"\"")))
              .lockRetryCount(60)
              .load()
              .migrate();
      LOG.info(
          "Schema is at version {} ({} migrations run)", Schema.NEWEST, result.migrationsExecuted);
      return result.migrationsExecuted;
    } catch (FlywayException e) {
      throw new UnusableDatabaseException("its schema cannot be migrated: " + words(e), e);
    }
  }

  /** The words of the server, or the first line of Flyway's. */
  private static String words(FlywayException failure) {
    String words = firstLine(failure);
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException) {
        words = firstLine(cause);
      }
    }
    return words;
  }

  private static String firstLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).strip().lines().findFirst().orElse("");
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
    source.setLoginTimeout(10);
    return source;
  }
}
