package io.tallystick.config;

import io.tallystick.config.value.DatabaseUrl;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings of the store. Immutable, read and checked. */
public final class StoreSettings {

  static final SettingGroup GROUP = new SettingGroup();

  private final Values values;

  StoreSettings(Values values) {
    this.values = values;
  }

  static final Setting<DatabaseUrl> URL =
      GROUP.add(
          "store.url",
          SettingType.databaseUrl(),
          DefaultValue.none("none: an embedded PostgreSQL is started"),
          "The PostgreSQL database. If the URL names several servers, the one that accepts writes"
              + " is used.");

  /** The database; null if the launcher has to start an embedded one. */
  public @Nullable DatabaseUrl url() {
    return values.find(URL);
  }

  private static final Setting<DatabaseUrl> MIGRATION_URL =
      GROUP.add(
          "store.migration-url",
          SettingType.databaseUrl(),
          DefaultValue.none("none: store.url is used"),
          "The same database as the role that owns the schema, for schema changes. The role of"
              + " store.url then needs only to read the schema and to call its functions.");

  /** The database as the role that owns the schema; null means {@link #url}. */
  public @Nullable DatabaseUrl migrationUrl() {
    return values.find(MIGRATION_URL);
  }

  // A batch's result must fit into the socket buffers: otherwise the server would hold its locks
  // while it waits for a client that does not read. See V1.
  private static final Setting<Integer> MAX_BATCH =
      GROUP.add(
          "store.max-batch",
          SettingType.integer(1, 5_000),
          DefaultValue.of("2000"),
          "The largest number of requests that are written in one transaction.");

  /** The largest number of requests that are written in one transaction. */
  public int maxBatch() {
    return values.get(MAX_BATCH);
  }

  private static final Setting<Integer> MAX_QUEUED =
      GROUP.add(
          "store.max-queued",
          SettingType.integer(1, 1_000_000),
          DefaultValue.of("20000"),
          "The largest number of requests that wait while the database is unreachable. Further"
              + " requests get 503 at once.");

  /** The largest number of requests that are queued while the database is unreachable. */
  public int maxQueued() {
    return values.get(MAX_QUEUED);
  }

  private static final Setting<Duration> MAX_WAIT =
      GROUP.add(
          "store.max-wait",
          SettingType.duration("20ms", "10s"),
          DefaultValue.of("200ms"),
          "The time that a request may spend in the store while the database works. If more"
              + " requests arrive than can be written in that time, the rest get 503 at once.");

  /**
   * The time that a request may spend in the store while the database works. If a request cannot be
   * written in that time, it is refused at once.
   */
  public Duration maxWait() {
    return values.get(MAX_WAIT);
  }

  private static final Setting<Duration> STATEMENT_TIMEOUT =
      GROUP.add(
          "store.statement-timeout",
          SettingType.duration("100ms", "1m"),
          DefaultValue.of("5s"),
          "The time after which PostgreSQL cancels a statement.");

  /** The time after which PostgreSQL cancels a statement. */
  public Duration statementTimeout() {
    return values.get(STATEMENT_TIMEOUT);
  }

  private static final Setting<Duration> MAX_CLOCK_SKEW =
      GROUP.add(
          "store.max-clock-skew",
          SettingType.duration("1s", "1h"),
          DefaultValue.of("1m"),
          "The largest difference between the clocks of the database and of this node. While they"
              + " differ more, no tokens are purged, and /health says so.");

  /** How much the clocks of the database and of this node may differ. */
  public Duration maxClockSkew() {
    return values.get(MAX_CLOCK_SKEW);
  }

  /** A sentence for each contradiction between these settings. */
  List<String> contradictions() {
    return migrationUrl() != null && url() == null
        ? List.of("store.migration-url: allowed only together with store.url")
        : List.of();
  }

  @Override
  public String toString() {
    return values.show(GROUP.all());
  }
}
