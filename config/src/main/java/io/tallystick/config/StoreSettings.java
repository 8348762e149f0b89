package io.tallystick.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the store.
 *
 * @param url the database; null means that the launcher starts an embedded one
 * @param migrationUrl the database as the role that owns the schema; null means {@code url}
 * @param maxBatch most requests written in one transaction
 * @param maxQueued most requests that wait while the database is away; past it they are refused
 * @param maxWait how long a request may take while the database works; more than are written in
 *     that time are refused at once
 * @param statementTimeout after which PostgreSQL gives up a statement
 */
public record StoreSettings(
    @Nullable DatabaseUrl url,
    @Nullable DatabaseUrl migrationUrl,
    int maxBatch,
    int maxQueued,
    Duration maxWait,
    Duration statementTimeout) {

  public StoreSettings {
    Keys.STORE_MAX_BATCH.check(maxBatch);
    Keys.STORE_MAX_QUEUED.check(maxQueued);
    Keys.STORE_MAX_WAIT.check(maxWait);
    Keys.STORE_STATEMENT_TIMEOUT.check(statementTimeout);
    if (migrationUrl != null && url == null) {
      throw new IllegalArgumentException("store.migration-url: allowed only beside store.url");
    }
  }

  /** The same settings for the database that the launcher found or started. */
  public StoreSettings withUrl(DatabaseUrl database) {
    return new StoreSettings(
        database, migrationUrl, maxBatch, maxQueued, maxWait, statementTimeout);
  }
}
