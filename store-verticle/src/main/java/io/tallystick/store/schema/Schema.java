package io.tallystick.store.schema;

import io.tallystick.store.database.Session;
import io.tallystick.store.database.UnusableDatabaseException;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.OptionalInt;
import java.util.UUID;

/** What the schema of a database is. Only rights that the service's role has are needed. */
public final class Schema {

  /** The version of the schema that this release works with. */
  public static final int NEWEST = 9;

  private static final String EXISTS =
      "select to_regclass('tallystick.flyway_schema_history') is not null";
  private static final String VERSION =
      """
      select version::int
      from tallystick.flyway_schema_history
      where success and version is not null
      order by installed_rank desc
      limit 1
      """;
  private static final String IDENTITY = "select id from tallystick.database_identity";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private Schema() {}

  /**
   * Reads the version of the schema: 0 if there is none, and empty if this role may not read it.
   * The future fails like that of {@link Session#call}.
   */
  public static Future<OptionalInt> version(Session session) {
    return session
        .call(EXISTS, Tuple.tuple())
        .compose(
            exists ->
                exists.iterator().next().getBoolean(0)
                    ? session.call(VERSION, Tuple.tuple()).map(Schema::first)
                    : Future.succeededFuture(OptionalInt.of(0)))
        .recover(
            cause ->
                cause instanceof PgException refused
                        && INSUFFICIENT_PRIVILEGE.equals(refused.getSqlState())
                    ? Future.succeededFuture(OptionalInt.empty())
                    : Future.failedFuture(cause));
  }

  private static OptionalInt first(RowSet<Row> rows) {
    return rows.size() == 0
        ? OptionalInt.of(0)
        : OptionalInt.of(rows.iterator().next().getInteger(0));
  }

  /** The failure of a release that is older than the schema. */
  public static UnusableDatabaseException tooNew(int version) {
    return new UnusableDatabaseException(
        "its schema is at version %d, of a newer release; this release works with version %d"
            .formatted(version, NEWEST));
  }

  /**
   * Reads the identity that the database was given when its schema was made. A copy of the database
   * has the same. The future fails like that of {@link Session#call}.
   */
  public static Future<UUID> identity(Session session) {
    return session.call(IDENTITY, Tuple.tuple()).map(rows -> rows.iterator().next().getUUID(0));
  }
}
